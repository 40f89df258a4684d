/** HTTP requests before they reach a session: checks, limits and responses. */
@NullMarked
package dev.porchlight.socket.engine.http;

import org.jspecify.annotations.NullMarked;
