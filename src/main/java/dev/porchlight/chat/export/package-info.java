/** The export of everything that is stored of a site. */
@NullMarked
package dev.porchlight.chat.export;

import org.jspecify.annotations.NullMarked;
