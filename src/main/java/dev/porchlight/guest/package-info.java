/** Guests, and the bans of their addresses. */
@NullMarked
package dev.porchlight.guest;

import org.jspecify.annotations.NullMarked;
