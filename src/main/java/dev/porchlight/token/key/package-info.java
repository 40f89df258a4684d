/** The keys that sign tokens, and where they are kept. */
@NullMarked
package dev.porchlight.token.key;

import org.jspecify.annotations.NullMarked;
