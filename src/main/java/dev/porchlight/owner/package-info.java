/** Accounts of owners: registration, log-in, passwords. */
@NullMarked
package dev.porchlight.owner;

import org.jspecify.annotations.NullMarked;
