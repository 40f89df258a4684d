/** How stale a cached value may be, for every cache of what another process can change. */
@NullMarked
package dev.porchlight.cache;

import org.jspecify.annotations.NullMarked;
