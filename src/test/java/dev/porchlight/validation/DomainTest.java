package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example",
        "'  Shop.Example ', shop.example",
        "shop.example., shop.example",
        "https://shop.example/path?query#part, shop.example",
        "HTTP://shop.example:8443, shop.example",
        "localhost, localhost",
        "müller.example, xn--mller-kva.example",
        "XN--MLLER-KVA.example, xn--mller-kva.example",
        "my_shop.example, my_shop.example",
    })
    void is_normalized(String text, String domain) {
        assertThat(Domain.parse(text).value()).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "https://",
                "two words.example",
                "-shop.example",
                "shop-.example",
                "shop..example",
                ".example",
                "user@shop.example",
                "<script>",
                "shop.example\u0000",
                "\ud800.example",
                "a123456789b123456789c123456789d123456789e123456789f123456789g123.example",
            })
    void is_rejected(String text) {
        assertThatThrownBy(() -> Domain.parse(text))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContaining("domain");
    }
}
