package dev.porchlight.site.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The widget's settings as their owner sees them. */
public record WidgetView(
        @Nullable String name,
        @Nullable String greeting,
        @Nullable String away,
        PreChatFormView ask,
        @Nullable OfficeHoursView hours,
        @Nullable String colour,
        @Nullable String position,
        @Nullable String locale) {

    public static WidgetView of(WidgetConfig widget) {
        return new WidgetView(
                widget.name(),
                widget.greeting(),
                widget.away(),
                PreChatFormView.of(widget.ask()),
                widget.hours() == null ? null : OfficeHoursView.of(widget.hours()),
                widget.colour(),
                widget.position(),
                widget.locale());
    }

    public record PreChatFormView(FieldRequirement name, FieldRequirement email) {

        public static PreChatFormView of(PreChatForm form) {
            return new PreChatFormView(form.name(), form.email());
        }
    }

    public record OfficeHoursView(String timeZone, Map<String, List<SpanView>> days) {

        static OfficeHoursView of(OfficeHours hours) {
            Map<String, List<SpanView>> days = new LinkedHashMap<>();
            hours.days()
                    .forEach((day, spans) ->
                            days.put(day, spans.stream().map(SpanView::of).toList()));
            return new OfficeHoursView(hours.timeZone(), days);
        }
    }

    public record SpanView(@Nullable String from, @Nullable String to) {

        static SpanView of(OfficeHours.Span span) {
            return new SpanView(span.from(), span.to());
        }
    }
}
