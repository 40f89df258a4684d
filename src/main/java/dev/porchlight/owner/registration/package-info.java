/** Who may make an account, and how one is made. */
@NullMarked
package dev.porchlight.owner.registration;

import org.jspecify.annotations.NullMarked;
