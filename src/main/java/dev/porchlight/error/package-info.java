/** The envelope of every reply, and the error codes. */
@NullMarked
package dev.porchlight.error;

import org.jspecify.annotations.NullMarked;
