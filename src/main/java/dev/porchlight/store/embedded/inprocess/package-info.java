/** Connections between the driver and the embedded store of the same process, without a network. */
@NullMarked
package dev.porchlight.store.embedded.inprocess;

import org.jspecify.annotations.NullMarked;
