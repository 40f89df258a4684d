/** The delivery contract of docs/delivery.md, tested while connections, stores and processes fail. */
@NullMarked
package dev.porchlight.delivery;

import org.jspecify.annotations.NullMarked;
