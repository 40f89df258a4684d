/** A MongoDB that lives in our process when no other is configured. */
@NullMarked
package dev.porchlight.store.embedded;

import org.jspecify.annotations.NullMarked;
