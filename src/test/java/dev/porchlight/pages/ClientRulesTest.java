package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import dev.porchlight.validation.BlankTexts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What pages tell by themselves, by modules that know nothing of a page. */
class ClientRulesTest extends BrowserTest {

    private BrowserContext browser;

    @BeforeEach
    void open() {
        browser = newBrowser(new NewContextOptions());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    /** A script as a document may load nothing. */
    private static BrowserContext newBrowser(NewContextOptions options) {
        return Chromium.browser().newContext(options.setBypassCSP(true));
    }

    private Page page(BrowserContext browser) {
        Page page = browser.newPage();
        page.navigate("http://localhost:" + port + "/widget.js");
        return page;
    }

    /** InputTextTest tries the same texts. */
    @Test
    void pages_and_server_agree_on_what_shows_nothing() {
        assertThat(filter("visible.js", "isVisible", BlankTexts.blank())).isEqualTo(List.of());
        assertThat(filter("visible.js", "isVisible", BlankTexts.visible())).isEqualTo(BlankTexts.visible());
    }

    /** EmailAddressTest tries the same list. Pages refuse nothing that the server takes. */
    @Test
    void pages_and_server_agree_on_e_mail_addresses() throws IOException {
        JsonNode rule;
        try (InputStream list = getClass().getResourceAsStream("/email-addresses.json")) {
            rule = new JsonMapper().readTree(list);
        }
        List<String> taken = List.copyOf(rule.get("taken").propertyNames());
        assertThat(filter("email-address.js", "mayBeEmailAddress", taken)).isEqualTo(taken);
        List<String> mistyped = List.of(
                "",
                "ada",
                "@shop.example",
                "ada@",
                "a b@shop.example",
                "a@b@shop.example",
                "ada,bob@shop.example",
                "Ada <ada@shop.example>");
        assertThat(rule.get("refused").valueStream().map(JsonNode::asString)).containsAll(mistyped);
        assertThat(filter("email-address.js", "mayBeEmailAddress", mistyped)).isEqualTo(List.of());
    }

    private Object filter(String module, String predicate, List<String> texts) {
        return page(browser).evaluate("""
                async ([module, predicate, texts]) => texts.filter((await import(`/assets/000000000000/client/${module}`))[predicate])
                """, List.of(module, predicate, texts));
    }

    /** Days of 23 and 25 hours, days without a midnight, and one that never was. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-10-25T23:30+01:00, 2026-10-24T23:50+02:00, 1",
        "Europe/Berlin, 2026-10-25T23:30+01:00, 2026-10-25T00:10+02:00, 0",
        "Europe/Berlin, 2026-10-26T00:10+01:00, 2026-10-24T23:50+02:00, 2",
        "Europe/Berlin, 2026-03-30T00:30+02:00, 2026-03-28T23:50+01:00, 2",
        "Europe/Berlin, 2026-03-30T00:30+02:00, 2026-03-29T00:10+01:00, 1",
        "America/Santiago, 2026-09-06T01:10-03:00, 2026-09-05T23:50-04:00, 1",
        "America/Santiago, 2026-09-07T00:10-03:00, 2026-09-05T23:50-04:00, 2",
        "Africa/Cairo, 2026-04-24T01:10+03:00, 2026-04-23T23:50+02:00, 1",
        "Australia/Lord_Howe, 2026-04-05T23:50+10:30, 2026-04-04T00:10+11:00, 1",
        "Pacific/Kiritimati, 2026-01-01T00:10+14:00, 2025-12-31T23:50+14:00, 1",
        "Pacific/Apia, 2011-12-31T00:10+14:00, 2011-12-29T23:50-10:00, 2",
        "UTC, 2026-01-01T00:00Z, 2026-01-01T00:10Z, 0"
    })
    void days_are_those_of_the_calendar(String zone, String now, String then, int days) {
        try (BrowserContext there = newBrowser(new NewContextOptions().setTimezoneId(zone))) {
            assertThat(page(there).evaluate("""
                            async ([now, then]) => (await import('/assets/000000000000/client/calendar.js')).daysAgo(then, Date.parse(now))
                            """, List.of(now, then))).isEqualTo(days);
        }
    }
}
