/** Which database is used, whether it answers, and its indexes. */
@NullMarked
package dev.porchlight.store;

import org.jspecify.annotations.NullMarked;
