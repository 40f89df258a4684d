package dev.porchlight.site;

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
 * When somebody answers, by the clock on the wall of a place: an hour that a change of clocks leaves out is not there, and
 * one that it repeats counts twice.
 *
 * @param timeZone by its name in the tz database, such as {@code Europe/Berlin}
 * @param days by their English names in lower case; on a day that is not there nobody answers
 */
record OfficeHours(String timeZone, Map<String, List<Span>> days) {

    private static final int MAX_SPANS = 5;
    private static final Set<String> DAYS =
            Arrays.stream(DayOfWeek.values()).map(OfficeHours::word).collect(Collectors.toUnmodifiableSet());
    private static final Pattern FROM = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern TO = Pattern.compile(FROM.pattern() + "|24:00");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** From a minute of the day until before another, as {@code 09:00}; such texts sort as the times do. */
    record Span(@Nullable String from, @Nullable String to) {

        private boolean contains(String time) {
            return from != null && to != null && from.compareTo(time) <= 0 && time.compareTo(to) < 0;
        }

        private boolean isFit() {
            return from != null
                    && to != null
                    && FROM.matcher(from).matches()
                    && TO.matcher(to).matches()
                    && from.compareTo(to) < 0;
        }
    }

    /** @throws RequestException {@code INVALID} for what no hours can be */
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
                week.put(word(day), checked(spans));
            }
        }
        return new OfficeHours(zone, week);
    }

    boolean include(Instant time) {
        ZonedDateTime there;
        try {
            there = time.atZone(ZoneId.of(timeZone));
        } catch (DateTimeException e) {
            // It was set under a newer tz database, which must not keep the website from being served.
            return true;
        }
        String clock = TIME.format(there);
        return days.getOrDefault(word(there.getDayOfWeek()), List.of()).stream().anyMatch(span -> span.contains(clock));
    }

    private static List<Span> checked(List<@Nullable Span> spans) {
        if (spans.size() > MAX_SPANS) {
            throw RequestException.invalid("hours.days has room for " + MAX_SPANS + " times a day.");
        }
        List<Span> fit = new ArrayList<>();
        for (Span span : spans) {
            if (span == null || !span.isFit()) {
                throw RequestException.invalid("hours.days must have times such as from 09:00 to 17:00, until 24:00.");
            }
            fit.add(span);
        }
        return fit;
    }

    private static String word(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }
}
