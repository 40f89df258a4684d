/** The download of everything that a site has. */
@NullMarked
package dev.porchlight.chat.export;

import org.jspecify.annotations.NullMarked;
