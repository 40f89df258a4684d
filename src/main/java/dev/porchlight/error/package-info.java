/** The envelope of every reply, and the few ways a request can fail. */
@NullMarked
package dev.porchlight.error;

import org.jspecify.annotations.NullMarked;
