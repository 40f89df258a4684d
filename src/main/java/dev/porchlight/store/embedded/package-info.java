/** A MongoDB server in this process, for when no other is configured. */
@NullMarked
package dev.porchlight.store.embedded;

import org.jspecify.annotations.NullMarked;
