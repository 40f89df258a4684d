/** Socket.IO: events in, pushes out. */
@NullMarked
package dev.porchlight.socket;

import org.jspecify.annotations.NullMarked;
