/** REST over Tomcat: binds bodies, authenticates, limits connections, and wraps errors in the envelope. */
@NullMarked
package dev.porchlight.web;

import org.jspecify.annotations.NullMarked;
