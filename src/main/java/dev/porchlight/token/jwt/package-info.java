/** What all JWTs have in common, ours and those of websites. */
@NullMarked
package dev.porchlight.token.jwt;

import org.jspecify.annotations.NullMarked;
