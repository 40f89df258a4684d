/** How an owner's website is served: origin lock, retention, secrets for guest identities. */
@NullMarked
package dev.porchlight.site;

import org.jspecify.annotations.NullMarked;
