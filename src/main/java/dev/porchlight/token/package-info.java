/** Says who somebody is, and can prove it. */
@NullMarked
package dev.porchlight.token;

import org.jspecify.annotations.NullMarked;
