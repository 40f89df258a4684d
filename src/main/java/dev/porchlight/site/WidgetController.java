package dev.porchlight.site;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
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
        return Envelope.success(widgets.of(owner.id()));
    }

    /** Replaces it whole, so that two windows never mix their halves. */
    @PutMapping
    Envelope replace(OwnerPrincipal owner, @RequestBody Wish wish) {
        WidgetConfig widget = wish.widget();
        widgets.replace(owner.id(), widget);
        return Envelope.success(widget);
    }

    record Wish(
            @Nullable String name,
            @Nullable String greeting,
            @Nullable String away,
            @Nullable AskWish ask,
            @Nullable HoursWish hours,
            @Nullable String colour,
            @Nullable String position,
            @Nullable String locale) {

        private WidgetConfig widget() {
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
                    hours == null ? null : OfficeHours.of(hours.timeZone(), hours.days()),
                    colour,
                    position,
                    locale);
        }
    }

    record AskWish(@Nullable String name, @Nullable String email) {}

    record HoursWish(
            @Nullable String timeZone, @Nullable Map<String, @Nullable List<OfficeHours.@Nullable Span>> days) {}
}
