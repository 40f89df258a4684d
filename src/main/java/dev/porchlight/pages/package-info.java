/** Serves the dashboard, the widget and the demo shop. */
@NullMarked
package dev.porchlight.pages;

import org.jspecify.annotations.NullMarked;
