/** Commands on the server's command line: {@code copy-to-mongodb} and {@code reset-password}. */
@NullMarked
package dev.porchlight.command;

import org.jspecify.annotations.NullMarked;
