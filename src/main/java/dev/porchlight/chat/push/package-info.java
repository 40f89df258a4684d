/** What clients are pushed, and to whom. */
@NullMarked
package dev.porchlight.chat.push;

import org.jspecify.annotations.NullMarked;
