package dev.porchlight.site.widget;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the widget of a site shows. All texts are plain, {@code null} where the owner set none.
 *
 * @param name of the team, at most 80 characters
 * @param greeting at most 500 characters, as {@code away}, which is shown when the site is closed or nobody is online
 * @param hours office hours; {@code null} if the owner set none
 * @param colour only kept for the embed snippet, as {@code position} and {@code locale}
 */
public record WidgetConfig(
        @Nullable String name,
        @Nullable String greeting,
        @Nullable String away,
        PreChatForm ask,
        @Nullable OfficeHours hours,
        @Nullable String colour,
        @Nullable String position,
        @Nullable String locale) {

    static final WidgetConfig DEFAULT = new WidgetConfig(null, null, null, PreChatForm.DEFAULT, null, null, null, null);

    /** Of the demo shop: a try should look like the real thing. */
    public static final WidgetConfig DEMO =
            new WidgetConfig("Wick & Ember", null, null, PreChatForm.DEFAULT, null, "#9a3d12", null, null);

    private static final int MAX_NAME_LENGTH = 80;
    private static final int MAX_TEXT_LENGTH = 500;
    private static final int MAX_LOCALE_LENGTH = 35;
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Set<String> POSITIONS = Set.of("left", "right");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

    /** @throws RequestException {@code INVALID} for values out of bounds */
    static WidgetConfig of(
            @Nullable String name,
            @Nullable String greeting,
            @Nullable String away,
            PreChatForm ask,
            @Nullable OfficeHours hours,
            @Nullable String colour,
            @Nullable String position,
            @Nullable String locale) {
        if (colour != null && !COLOUR.matcher(colour).matches()) {
            throw RequestException.invalid("colour must be like #0f766e.");
        }
        if (position != null && !POSITIONS.contains(position)) {
            throw RequestException.invalid("position must be left or right.");
        }
        if (locale != null
                && (locale.length() > MAX_LOCALE_LENGTH
                        || !LOCALE.matcher(locale).matches())) {
            throw RequestException.invalid("locale must be like de or pt-BR.");
        }
        // Forms send an empty text for a field that was left empty.
        return new WidgetConfig(
                name == null || InputText.isBlank(name) ? null : InputText.name("name", name, MAX_NAME_LENGTH),
                greeting == null || InputText.isBlank(greeting)
                        ? null
                        : InputText.lines("greeting", greeting, MAX_TEXT_LENGTH),
                away == null || InputText.isBlank(away) ? null : InputText.lines("away", away, MAX_TEXT_LENGTH),
                ask,
                hours,
                colour,
                position,
                locale);
    }

    /** Whether it is within the office hours. */
    public boolean isOpen(Instant time) {
        return hours == null || hours.include(time);
    }
}
