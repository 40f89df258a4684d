/** What holds for every TCP connection: how many there may be, stalled writes and errors. */
@NullMarked
package dev.porchlight.socket.engine.tcp;

import org.jspecify.annotations.NullMarked;
