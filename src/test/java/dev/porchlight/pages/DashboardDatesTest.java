package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days of the calendar and times of the clock, where the owner is. */
class DashboardDatesTest extends DashboardFixture {

    /** In Berlin 25 October 2026 has 25 hours, and 29 March 2026 has 23. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25T23:30+01:00, 2026-10-25T00:10+02:00, Today, 00:10",
        "2026-10-25T23:30+01:00, 2026-10-24T23:50+02:00, Yesterday, Sat",
        "2026-10-25T23:30+01:00, 2026-10-24T00:10+02:00, Yesterday, Sat",
        "2026-10-25T23:30+01:00, 2026-10-23T23:50+02:00, Friday 23 October, Fri",
        "2026-03-30T00:30+02:00, 2026-03-30T00:10+02:00, Today, 00:10",
        "2026-03-30T00:30+02:00, 2026-03-29T00:10+01:00, Yesterday, Sun",
        "2026-03-30T00:30+02:00, 2026-03-29T23:50+02:00, Yesterday, Sun",
        "2026-03-30T00:30+02:00, 2026-03-28T23:50+01:00, Saturday 28 March, Sat",
        "2026-03-30T00:30+02:00, 2026-03-24T00:10+01:00, Tuesday 24 March, Tue",
        "2026-03-30T00:30+02:00, 2026-03-23T23:50+01:00, Monday 23 March, 23 Mar",
        "2026-03-30T00:30+02:00, 2025-03-30T12:00+02:00, 30 Mar 2025, 30 Mar 2025",
        "2026-01-02T12:00+01:00, 2025-12-29T12:00+01:00, 29 Dec 2025, Mon",
        "2026-01-20T12:00+01:00, 2025-12-29T12:00+01:00, 29 Dec 2025, 29 Dec 2025",
        "2026-12-31T12:00+01:00, 2026-01-01T12:00+01:00, Thursday 1 January, 1 Jan"
    })
    void days_are_those_of_the_calendar(String now, String then, String label, String inList) {
        useBrowser(new NewContextOptions().setTimezoneId("Europe/Berlin"));
        dashboard.open("");
        assertThat(dashboard.page.locator("form").first()).isVisible();
        assertThat(dashboard.page.evaluate("""
                        async ([now, then]) => {
                          const main = document.querySelector('script[type=module]').src;
                          const { dayLabel, shortTime } = await import(new URL('date-format.js', main).href);
                          return [dayLabel(then, Date.parse(now)), shortTime(then, Date.parse(now))];
                        }
                        """, List.of(now, then))).isEqualTo(List.of(label, inList));
    }

    @Test
    void an_open_page_follows_its_owner_into_another_time_zone() {
        useBrowser(new NewContextOptions());
        CDPSession session = dashboard.context.newCDPSession(dashboard.page);
        setTimeZone(session, "Asia/Tokyo");
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.chat(guest.id()).click();
        Locator time = dashboard.page.locator(".message-meta time");
        String inTokyo = time.textContent();

        setTimeZone(session, "America/New_York");
        dashboard.page.evaluate("dispatchEvent(new Event('focus'))");
        assertThat(time).not().hasText(inTokyo);
        assertThat(time).hasText((String) dashboard.page.evaluate("""
                time => new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'America/New_York' })
                """, time.getAttribute("datetime")));
    }

    private static void setTimeZone(CDPSession session, String zone) {
        JsonObject override = new JsonObject();
        override.addProperty("timezoneId", zone);
        session.send("Emulation.setTimezoneOverride", override);
    }
}
