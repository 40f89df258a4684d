/** Chats and messages as they are stored, and their repositories. */
@NullMarked
package dev.porchlight.chat.model;

import org.jspecify.annotations.NullMarked;
