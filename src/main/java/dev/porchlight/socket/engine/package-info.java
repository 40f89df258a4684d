/** The Netty pipeline that makes netty-socketio safe to put on the Internet. */
@NullMarked
package dev.porchlight.socket.engine;

import org.jspecify.annotations.NullMarked;
