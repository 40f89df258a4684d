/** Conversations and their messages: who takes part, in what order, what is read. */
@NullMarked
package dev.porchlight.chat;

import org.jspecify.annotations.NullMarked;
