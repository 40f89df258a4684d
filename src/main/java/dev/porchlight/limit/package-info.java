/** How much one client may ask for. */
@NullMarked
package dev.porchlight.limit;

import org.jspecify.annotations.NullMarked;
