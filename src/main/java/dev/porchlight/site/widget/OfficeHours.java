package dev.porchlight.site.widget;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When chats are answered, in local time: an hour that a change of clocks skips is missing, one that it repeats counts
 * twice.
 *
 * @param timeZone by its name in the tz database, such as {@code Europe/Berlin}
 * @param days by their English names in lower case; closed on a day that is missing
 */
record OfficeHours(String timeZone, Map<String, List<Span>> days) {

    private static final int MAX_SPANS = 5;
    private static final Set<String> DAYS =
            Arrays.stream(DayOfWeek.values()).map(OfficeHours::word).collect(Collectors.toUnmodifiableSet());
    private static final Pattern FROM = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern TO = Pattern.compile(FROM.pattern() + "|24:00");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** From a minute of the day until before another, as {@code 09:00}: such texts sort as the times do. */
    record Span(@Nullable String from, @Nullable String to) {

        private boolean contains(String time) {
            return from != null && to != null && from.compareTo(time) <= 0 && time.compareTo(to) < 0;
        }

        private boolean isValid() {
            return from != null
                    && to != null
                    && FROM.matcher(from).matches()
                    && TO.matcher(to).matches()
                    && from.compareTo(to) < 0;
        }
    }

    /** @throws RequestException {@code INVALID} for an unknown time zone or day, or times out of bounds or order */
    static OfficeHours of(@Nullable String timeZone, @Nullable Map<String, @Nullable List<@Nullable Span>> days) {
        String zone = InputText.required("hours.timeZone", timeZone);
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw RequestException.invalid("hours.timeZone must be the name of a time zone such as Europe/Berlin.");
        }
        if (days == null || !DAYS.containsAll(days.keySet())) {
            throw RequestException.invalid("hours.days must have days of the week such as monday.");
        }
        Map<String, List<Span>> week = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            List<@Nullable Span> spans = days.get(word(day));
            if (spans != null && !spans.isEmpty()) {
                week.put(word(day), validated(spans));
            }
        }
        return new OfficeHours(zone, week);
    }

    boolean include(Instant time) {
        ZonedDateTime local;
        try {
            local = time.atZone(ZoneId.of(timeZone));
        } catch (DateTimeException e) {
            // Set under a newer tz database: the site must be served all the same.
            return true;
        }
        String clock = TIME.format(local);
        return days.getOrDefault(word(local.getDayOfWeek()), List.of()).stream().anyMatch(span -> span.contains(clock));
    }

    private static List<Span> validated(List<@Nullable Span> spans) {
        if (spans.size() > MAX_SPANS) {
            throw RequestException.invalid("hours.days has room for " + MAX_SPANS + " times a day.");
        }
        List<Span> valid = new ArrayList<>();
        for (Span span : spans) {
            if (span == null || !span.isValid()) {
                throw RequestException.invalid("hours.days must have times such as from 09:00 to 17:00, until 24:00.");
            }
            valid.add(span);
        }
        return valid;
    }

    private static String word(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }
}
