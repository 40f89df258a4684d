/** Issues, verifies and revokes the tokens of owners and guests. */
@NullMarked
package dev.porchlight.token;

import org.jspecify.annotations.NullMarked;
