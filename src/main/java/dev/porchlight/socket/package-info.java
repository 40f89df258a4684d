/** Socket.IO: requests in, one reply each, pushes out. */
@NullMarked
package dev.porchlight.socket;

import org.jspecify.annotations.NullMarked;
