/** The JWTs in which websites vouch for their guests. */
@NullMarked
package dev.porchlight.token.identity;

import org.jspecify.annotations.NullMarked;
