/** Several processes as one: pushes, presence and the ends of sessions reach the connections of all, over Redis. */
@NullMarked
package dev.porchlight.cluster;

import org.jspecify.annotations.NullMarked;
