/** The pages that guests and owners see, and how they are served. */
@NullMarked
package dev.porchlight.pages;

import org.jspecify.annotations.NullMarked;
