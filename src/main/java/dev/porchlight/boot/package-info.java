/** Environment variables before the start, the description of a start that failed, and the end after a fatal error. */
@NullMarked
package dev.porchlight.boot;

import org.jspecify.annotations.NullMarked;
