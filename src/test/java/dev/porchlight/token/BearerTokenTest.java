package dev.porchlight.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokenTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Bearer abc|abc",
                "bearer abc|abc",
                "BEARER   abc  |abc",
                "Bearer |''",
                "Bearer|null",
                "Bearerabc|null",
                "Basic abc|null",
                "''|null",
                "null|null",
            })
    void parses_the_authorization_header(String authorization, String token) {
        assertThat(BearerToken.parse(authorization).orElse(null)).isEqualTo(token);
    }
}
