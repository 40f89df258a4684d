/** How stale what this process remembers of the store may be. */
@NullMarked
package dev.porchlight.cache;

import org.jspecify.annotations.NullMarked;
