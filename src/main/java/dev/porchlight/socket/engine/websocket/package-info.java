/** The WebSocket transport, and the upgrade from polling to it. */
@NullMarked
package dev.porchlight.socket.engine.websocket;

import org.jspecify.annotations.NullMarked;
