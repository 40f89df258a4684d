/** The environment before a start, and what is said when a start fails. */
@NullMarked
package dev.porchlight.boot;

import org.jspecify.annotations.NullMarked;
