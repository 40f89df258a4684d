package dev.porchlight.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitTest {

    @ParameterizedTest
    @CsvSource({
        "https://shop.example/lamps?token=secret#secret, https://shop.example/lamps",
        "https://shop.example/lamps#secret?secret, https://shop.example/lamps",
        "https://ada:secret@shop.example:8443/lamps, https://shop.example:8443/lamps",
        "https://secret@shop.example, https://shop.example",
        "https://ada:p@secret@shop.example/x, https://shop.example/x",
        "https:\\\\ada:secret@shop.example/x, https:\\\\shop.example/x",
        "//ada:secret@shop.example/x, //shop.example/x",
        "ada:secret@shop.example/x, shop.example/x",
        "https:ada:secret@shop.example/x, shop.example/x",
        "https://shop.example/@ada/lamps, https://shop.example/@ada/lamps",
    })
    void user_query_and_fragment_of_an_address_are_dropped(String given, String kept) {
        Visit visit = new Visit(given, given, null, null, null);

        assertThat(visit.page()).isEqualTo(kept);
        assertThat(visit.referrer()).isEqualTo(kept);
    }

    @Test
    void long_values_are_cut() {
        Visit visit = new Visit(null, null, "x".repeat(36), "Firefox on " + "x".repeat(100), null);

        assertThat(visit.locale()).hasSize(35);
        assertThat(visit.device()).hasSize(100).startsWith("Firefox on x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u2028", "\u2029", "\u202e", "\u2067", "\u3164"})
    void what_cannot_be_seen_is_dropped_and_hides_no_secret(String invisible) {
        String address = "https:" + invisible + "//ada:secret" + invisible + "@shop.example/a" + invisible + "b?secret";
        Visit visit = new Visit(address, address, "d" + invisible + "e", "Fire" + invisible + "fox on x", invisible);

        assertThat(visit)
                .isEqualTo(new Visit("https://shop.example/ab", "https://shop.example/ab", "de", "Firefox on x", ""));
    }

    @Test
    void a_later_visit_replaces_page_device_and_origin_but_not_the_referrer() {
        Visit first = new Visit("https://a.example/1", "https://search.example", "de", "Firefox", "https://a.example");

        assertThat(first.updatedBy(
                        new Visit("https://b.example/2", "https://a.example/1", "en", "Safari", "https://b.example")))
                .isEqualTo(new Visit(
                        "https://b.example/2", "https://search.example", "de", "Safari", "https://b.example"));
        assertThat(first.updatedBy(new Visit(null, null, null, null, "https://b.example")))
                .isEqualTo(first);
    }
}
