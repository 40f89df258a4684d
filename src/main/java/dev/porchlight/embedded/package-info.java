/** A MongoDB that lives in our process when no other is configured. */
@NullMarked
package dev.porchlight.embedded;

import org.jspecify.annotations.NullMarked;
