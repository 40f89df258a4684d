/** Collections: reads, writes and the cursors of their results. */
@NullMarked
package dev.porchlight.store.embedded.collection;

import org.jspecify.annotations.NullMarked;
