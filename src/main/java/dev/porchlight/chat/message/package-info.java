/** The ordered, idempotent log of a chat's messages. */
@NullMarked
package dev.porchlight.chat.message;

import org.jspecify.annotations.NullMarked;
