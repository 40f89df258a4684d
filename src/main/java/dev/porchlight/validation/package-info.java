/** Texts, domains and e-mail addresses from outside, checked and in the one form they are compared in. */
@NullMarked
package dev.porchlight.validation;

import org.jspecify.annotations.NullMarked;
