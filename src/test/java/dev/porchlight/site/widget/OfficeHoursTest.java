package dev.porchlight.site.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.RequestException;
import dev.porchlight.site.widget.OfficeHours.Span;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfficeHoursTest {

    /** Open on Mondays with a break, all of Sunday, and on the night into it. */
    private static final OfficeHours BERLIN = OfficeHours.of(
            "Europe/Berlin",
            Map.of(
                    "monday",
                    List.of(new Span("09:00", "12:30"), new Span("13:30", "17:00")),
                    "saturday",
                    List.of(new Span("22:00", "24:00")),
                    "sunday",
                    List.of(new Span("00:00", "24:00"))));

    @ParameterizedTest
    @CsvSource({
        // In winter Berlin is an hour ahead of UTC.
        "2026-11-23T07:59:59Z, false",
        "2026-11-23T08:00:00Z, true",
        "2026-11-23T11:29:59Z, true",
        "2026-11-23T11:30:00Z, false",
        "2026-11-23T12:30:00Z, true",
        "2026-11-23T15:59:59Z, true",
        "2026-11-23T16:00:00Z, false",
        // In summer two.
        "2026-07-06T06:59:59Z, false",
        "2026-07-06T07:00:00Z, true",
        "2026-07-06T15:00:00Z, false",
        // Tuesday has no hours; it is Saturday evening in Berlin until 23:00 UTC, then Sunday, then Monday.
        "2026-11-24T10:00:00Z, false",
        "2026-11-21T20:59:59Z, false",
        "2026-11-21T21:00:00Z, true",
        "2026-11-21T22:59:59Z, true",
        "2026-11-21T23:00:00Z, true",
        "2026-11-22T22:59:59Z, true",
        "2026-11-22T23:00:00Z, false",
    })
    void local_time_decides(Instant time, boolean open) {
        assertThat(BERLIN.include(time)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        // 2027-03-28: 02:00 to 03:00 is left out, so that 02:30 to 03:30 is half as long.
        "2027-03-28T00:59:59Z, false",
        "2027-03-28T01:00:00Z, true",
        "2027-03-28T01:29:59Z, true",
        "2027-03-28T01:30:00Z, false",
        // 2027-10-31: 02:00 to 03:00 comes twice.
        "2027-10-31T00:29:59Z, false",
        "2027-10-31T00:30:00Z, true",
        "2027-10-31T01:00:00Z, false",
        "2027-10-31T01:30:00Z, true",
        "2027-10-31T02:29:59Z, true",
        "2027-10-31T02:30:00Z, false",
    })
    void a_clock_change_shortens_and_repeats_hours(Instant time, boolean open) {
        OfficeHours early = OfficeHours.of("Europe/Berlin", Map.of("sunday", List.of(new Span("02:30", "03:30"))));

        assertThat(early.include(time)).isEqualTo(open);
    }

    @Test
    void a_day_begins_at_local_midnight() {
        OfficeHours auckland =
                OfficeHours.of("Pacific/Auckland", Map.of("monday", List.of(new Span("08:00", "10:00"))));

        assertThat(auckland.include(Instant.parse("2026-11-22T19:30:00Z"))).isTrue();
        assertThat(auckland.include(Instant.parse("2026-11-23T08:30:00Z"))).isFalse();
    }

    @Test
    void hours_without_days_are_always_closed() {
        assertThat(OfficeHours.of("UTC", Map.of()).include(Instant.parse("2026-11-23T12:00:00Z")))
                .isFalse();
    }

    @Test
    void an_unknown_stored_time_zone_is_always_open() {
        OfficeHours newer = new OfficeHours("Mars/Olympus", Map.of());

        assertThat(newer.include(Instant.parse("2026-11-23T12:00:00Z"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, 17:00",
                "09:00, null",
                "17:00, 09:00",
                "09:00, 09:00",
                "24:00, 24:00",
                "9:00, 17:00",
                "09:00, 24:01",
                "09:00, 25:00",
                "09:60, 17:00",
                "09:00:00, 17:00",
                "'', 17:00",
            })
    void invalid_times_are_rejected(String from, String to) {
        assertRejected("UTC", Map.of("monday", List.of(new Span(from, to))));
    }

    @Test
    void invalid_hours_are_rejected() {
        List<Span> day = List.of(new Span("09:00", "17:00"));
        assertRejected(null, Map.of("monday", day));
        assertRejected("Europe/Nowhere", Map.of("monday", day));
        assertRejected("+02:00", Map.of("monday", day));
        assertRejected("../../etc/passwd", Map.of("monday", day));
        assertRejected("UTC", null);
        assertRejected("UTC", Map.of("Monday", day));
        assertRejected("UTC", Map.of("montag", day));
        assertRejected("UTC", Map.of("monday", Collections.singletonList(null)));
        assertRejected("UTC", Map.of("monday", Collections.nCopies(6, new Span("09:00", "17:00"))));
    }

    private static void assertRejected(String timeZone, Map<String, List<Span>> days) {
        assertThatThrownBy(() -> OfficeHours.of(timeZone, days))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("hours.")
                .hasMessageNotContaining("etc");
    }
}
