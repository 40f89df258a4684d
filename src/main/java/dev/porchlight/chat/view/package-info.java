/** Chats and messages as clients see them: a stored field reaches nobody until it is put into a view. */
@NullMarked
package dev.porchlight.chat.view;

import org.jspecify.annotations.NullMarked;
