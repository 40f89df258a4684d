package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmailAddressTest {

    /** The rule of the protocol, which clients hold to by the same list. */
    private static final JsonNode RULE = read();

    @Test
    void is_normalized() {
        assertThat(RULE.get("taken").properties())
                .hasSizeGreaterThan(20)
                .allSatisfy(example -> assertThat(
                                EmailAddress.parse(example.getKey()).value())
                        .isEqualTo(example.getValue().asString()));
    }

    @Test
    void is_rejected() {
        assertThat(RULE.get("refused").values())
                .hasSizeGreaterThan(40)
                .allSatisfy(example -> assertRejected(example.asString()));
    }

    private static JsonNode read() {
        try (InputStream rule = EmailAddressTest.class.getResourceAsStream("/email-addresses.json")) {
            return new JsonMapper().readTree(rule);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void has_at_most_64_characters_before_the_at_and_254_in_all() {
        String domain = "d123456789.".repeat(17) + "example";
        assertThat(EmailAddress.parse("a".repeat(58) + "@" + domain).value()).hasSize(253);
        assertRejected("a".repeat(60) + "@" + domain);
        assertRejected("a".repeat(65) + "@shop.example");
        assertThat(EmailAddress.parse("a".repeat(64) + "@shop.example").value()).startsWith("a");
    }

    private static void assertRejected(String text) {
        assertThatThrownBy(() -> EmailAddress.parse(text))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContaining("email");
    }
}
