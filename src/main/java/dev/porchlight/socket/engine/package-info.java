/** Engine.IO on Netty, hardened for the Internet; netty-socketio gives the namespaces, events and acks above it. */
@NullMarked
package dev.porchlight.socket.engine;

import org.jspecify.annotations.NullMarked;
