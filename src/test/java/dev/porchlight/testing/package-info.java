/** Clients that tests drive the servers with. */
@NullMarked
package dev.porchlight.testing;

import org.jspecify.annotations.NullMarked;
