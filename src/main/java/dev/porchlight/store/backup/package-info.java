/** Backups of the embedded store: made while it runs, checked, restored. */
@NullMarked
package dev.porchlight.store.backup;

import org.jspecify.annotations.NullMarked;
