/** What the application configures: limits, timeouts, client addresses and metrics. */
@NullMarked
package dev.porchlight.socket.engine.config;

import org.jspecify.annotations.NullMarked;
