/** The HTTP long-polling transport. */
@NullMarked
package dev.porchlight.socket.engine.polling;

import org.jspecify.annotations.NullMarked;
