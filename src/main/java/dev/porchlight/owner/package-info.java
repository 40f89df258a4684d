/** People who answer: accounts, domains, passwords. */
@NullMarked
package dev.porchlight.owner;

import org.jspecify.annotations.NullMarked;
