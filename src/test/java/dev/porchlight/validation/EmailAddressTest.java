package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "ada@shop.example, ada@shop.example",
        "' Ada.L+tag@Shop.Example ', ada.l+tag@shop.example",
        "ada@müller.example, ada@xn--mller-kva.example",
        "andre\u0301@shop.example, andr\u00e9@shop.example",
        "ada@localhost, ada@localhost",
        "idn@faß.example, idn@xn--fa-hia.example",
        "IDN@ΒΌΛΟΣ.com, idn@xn--nxasmq6b.com",
    })
    void is_normalized(String text, String email) {
        assertThat(EmailAddress.parse(text).value()).isEqualTo(email);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@shop.example",
                "ada@",
                "a b@shop.example",
                "a@b@shop.example",
                "ada@shop..example",
                "ada,bob@shop.example",
                "<ada>@shop.example",
                "ada\n@shop.example",
                "\"ada\"@shop.example",
            })
    void is_rejected(String text) {
        assertRejected(text);
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
