/** Verification that an owner holds a domain, and its transfer to the owner who does. */
@NullMarked
package dev.porchlight.site.domain;

import org.jspecify.annotations.NullMarked;
