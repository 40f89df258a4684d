/** The delivery contract, held against recorded histories of runs in which much goes wrong. */
@NullMarked
package dev.porchlight.delivery;

import org.jspecify.annotations.NullMarked;
