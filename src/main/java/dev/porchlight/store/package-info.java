/** The database: which one is used, its indexes, its health. */
@NullMarked
package dev.porchlight.store;

import org.jspecify.annotations.NullMarked;
