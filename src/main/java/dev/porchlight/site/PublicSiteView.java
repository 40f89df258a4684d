package dev.porchlight.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.site.widget.WidgetConfig;
import dev.porchlight.site.widget.WidgetView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A site as its visitors see it.
 *
 * @param open whether it is within the office hours
 * @param online whether the owner is online
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublicSiteView(
        String domain,
        @Nullable String name,
        @Nullable String greeting,
        @Nullable String away,
        WidgetView.PreChatFormView ask,
        boolean open,
        boolean online) {

    static PublicSiteView of(String domain, WidgetConfig widget, Instant now, boolean online) {
        return new PublicSiteView(
                domain,
                widget.name(),
                widget.greeting(),
                widget.away(),
                WidgetView.PreChatFormView.of(widget.ask()),
                widget.isOpen(now),
                online);
    }
}
