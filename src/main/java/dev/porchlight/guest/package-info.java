/** People who ask. */
@NullMarked
package dev.porchlight.guest;

import org.jspecify.annotations.NullMarked;
