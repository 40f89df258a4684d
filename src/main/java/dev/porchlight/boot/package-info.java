/** Environment variables before the start, and the description of a start that failed. */
@NullMarked
package dev.porchlight.boot;

import org.jspecify.annotations.NullMarked;
