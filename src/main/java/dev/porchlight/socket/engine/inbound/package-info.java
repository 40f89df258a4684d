/** What connections have sent and nobody has processed yet: one budget for all, and a minimum speed for each. */
@NullMarked
package dev.porchlight.socket.engine.inbound;

import org.jspecify.annotations.NullMarked;
