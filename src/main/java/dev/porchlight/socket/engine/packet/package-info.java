/** Packets and payloads of Engine.IO and Socket.IO: parsing, checks and encoding. */
@NullMarked
package dev.porchlight.socket.engine.packet;

import org.jspecify.annotations.NullMarked;
