package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void what_may_be_secret_of_an_address_is_not_kept(String given, String kept) {
        Visit visit = new Visit(given, given, null, null);

        assertThat(visit.page()).isEqualTo(kept);
        assertThat(visit.referrer()).isEqualTo(kept);
    }
}
