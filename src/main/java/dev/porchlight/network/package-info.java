/** Where requests come from, also when a reverse proxy hands them on. */
@NullMarked
package dev.porchlight.network;

import org.jspecify.annotations.NullMarked;
