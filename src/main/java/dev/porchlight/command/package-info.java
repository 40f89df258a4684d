/** Commands for whoever runs the server: {@code copy-to-mongodb} and {@code reset-password}. */
@NullMarked
package dev.porchlight.command;

import org.jspecify.annotations.NullMarked;
