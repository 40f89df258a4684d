/** What is pushed to clients, and to whom. */
@NullMarked
package dev.porchlight.chat.push;

import org.jspecify.annotations.NullMarked;
