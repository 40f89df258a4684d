/** The command line, one class a command. */
@NullMarked
package dev.porchlight.command;

import org.jspecify.annotations.NullMarked;
