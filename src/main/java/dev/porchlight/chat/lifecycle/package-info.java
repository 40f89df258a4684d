/** How chats end: closing, deletion, purging, retention. */
@NullMarked
package dev.porchlight.chat.lifecycle;

import org.jspecify.annotations.NullMarked;
