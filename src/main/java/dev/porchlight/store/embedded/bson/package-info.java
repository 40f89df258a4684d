/** BSON values: their bytes on disk and the order in which they compare. */
@NullMarked
package dev.porchlight.store.embedded.bson;

import org.jspecify.annotations.NullMarked;
