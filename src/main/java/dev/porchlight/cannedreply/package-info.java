/** Canned replies: texts that an owner keeps ready. */
@NullMarked
package dev.porchlight.cannedreply;

import org.jspecify.annotations.NullMarked;
