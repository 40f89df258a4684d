/** What the widget shows and asks: texts, pre-chat form, office hours. */
@NullMarked
package dev.porchlight.site.widget;

import org.jspecify.annotations.NullMarked;
