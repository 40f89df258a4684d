/** Before and after a failed start: environment variables, and what the log says about the failure. */
@NullMarked
package dev.porchlight.boot;

import org.jspecify.annotations.NullMarked;
