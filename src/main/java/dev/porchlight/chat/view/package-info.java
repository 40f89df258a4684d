/** Chats and messages as clients see them: a stored field is sent only if a view has it. */
@NullMarked
package dev.porchlight.chat.view;

import org.jspecify.annotations.NullMarked;
