/** The file on disk, and the erasing of what is no longer part of the store. */
@NullMarked
package dev.porchlight.store.embedded.storage;

import org.jspecify.annotations.NullMarked;
