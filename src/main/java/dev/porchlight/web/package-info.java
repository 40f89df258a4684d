/** HTTP: bodies in, errors in the envelope, CORS. */
@NullMarked
package dev.porchlight.web;

import org.jspecify.annotations.NullMarked;
