package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "Ann@Example.COM, ann@example.com",
        "' ann@example.com ', ann@example.com",
        "ann@BÜCHER.example, ann@xn--bcher-kva.example",
        "o'brien+shop@example.com, o'brien+shop@example.com",
    })
    void normalizes_addresses(String written, String same) {
        assertThat(EmailAddress.parse(written)).isEqualTo(new EmailAddress(same));
    }
}
