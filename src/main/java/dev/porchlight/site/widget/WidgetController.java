package dev.porchlight.site.widget;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The widget of an owner's website over REST. */
@RestController
@RequestMapping(path = "/owner/widget", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class WidgetController {

    private final WidgetConfigs widgets;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return Envelope.success(WidgetView.of(widgets.of(owner.id())));
    }

    /** Replaces the whole widget, so that two windows never mix their halves. */
    @PutMapping
    Envelope replace(OwnerPrincipal owner, @RequestBody WidgetRequest request) {
        WidgetConfig widget = request.toWidget();
        widgets.replace(owner.id(), widget);
        return Envelope.success(WidgetView.of(widget));
    }

    record WidgetRequest(
            @Nullable String name,
            @Nullable String greeting,
            @Nullable String away,
            @Nullable PreChatFormRequest ask,
            @Nullable OfficeHoursRequest hours,
            @Nullable String colour,
            @Nullable String position,
            @Nullable String locale) {

        private WidgetConfig toWidget() {
            if (ask == null) {
                throw RequestException.invalid("Please send ask with name and email.");
            }
            return WidgetConfig.of(
                    name,
                    greeting,
                    away,
                    new PreChatForm(
                            FieldRequirement.parse("ask.name", ask.name()),
                            FieldRequirement.parse("ask.email", ask.email())),
                    hours == null ? null : hours.toOfficeHours(),
                    colour,
                    position,
                    locale);
        }
    }

    record PreChatFormRequest(
            @Nullable String name, @Nullable String email) {}

    record OfficeHoursRequest(
            @Nullable String timeZone, @Nullable Map<String, @Nullable List<@Nullable SpanRequest>> days) {

        private OfficeHours toOfficeHours() {
            if (days == null) {
                return OfficeHours.of(timeZone, null);
            }
            Map<String, @Nullable List<OfficeHours.@Nullable Span>> spans = new LinkedHashMap<>();
            days.forEach((day, requested) -> spans.put(day, requested == null ? null : toSpans(requested)));
            return OfficeHours.of(timeZone, spans);
        }

        private static List<OfficeHours.@Nullable Span> toSpans(List<@Nullable SpanRequest> requested) {
            List<OfficeHours.@Nullable Span> spans = new ArrayList<>();
            for (SpanRequest span : requested) {
                spans.add(span == null ? null : new OfficeHours.Span(span.from(), span.to()));
            }
            return spans;
        }
    }

    record SpanRequest(@Nullable String from, @Nullable String to) {}
}
