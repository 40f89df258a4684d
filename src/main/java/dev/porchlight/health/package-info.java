/** What tells whether this process can serve: how late it is, and what is left of the machine's limits. */
@NullMarked
package dev.porchlight.health;

import org.jspecify.annotations.NullMarked;
