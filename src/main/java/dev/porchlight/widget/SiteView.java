package dev.porchlight.widget;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor may know of a website before she asks.
 *
 * @param open whether it is within the office hours
 * @param online whether somebody who answers is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteView(
        String domain,
        @Nullable String name,
        @Nullable String greeting,
        @Nullable String away,
        Ask ask,
        boolean open,
        boolean online) {

    static SiteView of(String domain, Widget widget, Instant now, boolean online) {
        return new SiteView(
                domain, widget.name(), widget.greeting(), widget.away(), widget.ask(), widget.isOpen(now), online);
    }
}
