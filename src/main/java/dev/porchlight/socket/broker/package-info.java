/** Delivers pushes to the subscribed connections of this process, and knows who is online. */
@NullMarked
package dev.porchlight.socket.broker;

import org.jspecify.annotations.NullMarked;
