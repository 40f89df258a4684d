/** How stale a cache may be. */
@NullMarked
package dev.porchlight.cache;

import org.jspecify.annotations.NullMarked;
