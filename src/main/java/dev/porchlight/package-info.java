/** Live chat for a website that its owner runs herself: one process, two listeners, one store. */
@NullMarked
package dev.porchlight;

import org.jspecify.annotations.NullMarked;
