/** Holds what the product sends to the store against what MongoDB documents. */
@NullMarked
package dev.porchlight.testing.commands;

import org.jspecify.annotations.NullMarked;
