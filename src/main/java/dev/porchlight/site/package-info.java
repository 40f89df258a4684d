/** How an owner's website is served: widget, pre-chat form, office hours. */
@NullMarked
package dev.porchlight.site;

import org.jspecify.annotations.NullMarked;
