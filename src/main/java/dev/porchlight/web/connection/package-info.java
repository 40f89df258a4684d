/** Tomcat's connections, with the bounds that Tomcat lacks. */
@NullMarked
package dev.porchlight.web.connection;

import org.jspecify.annotations.NullMarked;
