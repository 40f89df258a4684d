/** What guests and owners do with chats: open, send, list, moderate, rate. */
@NullMarked
package dev.porchlight.chat;

import org.jspecify.annotations.NullMarked;
