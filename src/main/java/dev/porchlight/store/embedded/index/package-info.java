/** Indexes: their specification, their entries, and which filters they can answer. */
@NullMarked
package dev.porchlight.store.embedded.index;

import org.jspecify.annotations.NullMarked;
