package dev.porchlight.site;

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
public record PublicSiteView(
        String domain,
        @Nullable String name,
        @Nullable String greeting,
        @Nullable String away,
        PreChatForm ask,
        boolean open,
        boolean online) {

    static PublicSiteView of(String domain, WidgetConfig widget, Instant now, boolean online) {
        return new PublicSiteView(
                domain, widget.name(), widget.greeting(), widget.away(), widget.ask(), widget.isOpen(now), online);
    }
}
