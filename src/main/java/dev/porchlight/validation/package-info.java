/** Validates texts, domains, e-mail addresses and settings, and normalizes them for comparison. */
@NullMarked
package dev.porchlight.validation;

import org.jspecify.annotations.NullMarked;
