/** One client: its principals, its subscriptions and its requests in order. */
@NullMarked
package dev.porchlight.socket.connection;

import org.jspecify.annotations.NullMarked;
