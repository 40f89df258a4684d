/** Queries on one collection: query plan, scan, sort. */
@NullMarked
package dev.porchlight.store.embedded.query;

import org.jspecify.annotations.NullMarked;
