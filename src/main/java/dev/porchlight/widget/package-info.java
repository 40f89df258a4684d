/** How the chat window of a website greets its visitors. */
@NullMarked
package dev.porchlight.widget;

import org.jspecify.annotations.NullMarked;
