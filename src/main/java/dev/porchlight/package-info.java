/** The application: one process with two listeners, for REST and for sockets, and one store. */
@NullMarked
package dev.porchlight;

import org.jspecify.annotations.NullMarked;
