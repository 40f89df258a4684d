/** Keeps the fields of a chat that are derived from its messages. */
@NullMarked
package dev.porchlight.chat.summary;

import org.jspecify.annotations.NullMarked;
