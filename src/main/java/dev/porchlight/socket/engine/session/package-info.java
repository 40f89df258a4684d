/** Engine.IO sessions, whichever transport they use: heartbeat, backpressure and the way to netty-socketio. */
@NullMarked
package dev.porchlight.socket.engine.session;

import org.jspecify.annotations.NullMarked;
