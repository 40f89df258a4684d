/** Rate limits: one token bucket per client. */
@NullMarked
package dev.porchlight.limit;

import org.jspecify.annotations.NullMarked;
