package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        "faß.example, xn--fa-hia.example",
        "FAẞ.example, xn--fa-hia.example",
        "fass.example, fass.example",
        "straße.example, xn--strae-oqa.example",
        "https://straße.example./x, xn--strae-oqa.example",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "'\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com', xn--mgba3gch31f060k.com",
        "'\u0dc1\u0dca\u200d\u0dbb\u0dd3.com', xn--10cl1a0b660p.com",
        "ｓｈｏｐ。ｅｘａｍｐｌｅ．, shop.example",
        "'sh\u00adop.example', shop.example",
        "XN--FA-HIA.Example, xn--fa-hia.example",
        "💩.la, xn--ls8h.la",
        "127.0.0.1, 127.0.0.1",
        "[::1], [::1]",
        "http://[::1]:8000/demo/, [::1]",
        "[0:0:0:0:0:0:0:1], [::1]",
        "https://[2001:DB8:0:0:1:0:0:1], [2001:db8::1:0:0:1]",
        "[1:2:3:4:5:6:7::], [1:2:3:4:5:6:7:0]",
        "[::ffff:1.2.3.4], [::ffff:102:304]",
        "r3---sn-apo3qvuoxuxbt-j5pe.example, r3---sn-apo3qvuoxuxbt-j5pe.example",
    })
    void is_normalized(String text, String domain) {
        assertThat(Domain.parse(text).value()).isEqualTo(domain);
    }

    @Test
    void names_that_look_alike_stay_different() {
        assertThat(Stream.of("i", "ı", "i\u0307", "ì")
                        .map(letter -> Domain.parse(letter + "stanbul.example"))
                        .distinct())
                .hasSize(4);
        assertThat(Domain.parse("İstanbul.example")).isEqualTo(Domain.parse("i\u0307stanbul.example"));
    }

    @Test
    void lengths_are_those_of_the_ascii_form() {
        assertThat(Domain.toAscii("a".repeat(63) + ".example")).isPresent();
        assertThat(Domain.toAscii("a".repeat(64) + ".example")).isEmpty();
        assertThat(Domain.toAscii("ü".repeat(63) + ".example")).isEmpty();
        assertThat(Domain.toAscii("d23456789.".repeat(25) + "com")).isPresent();
        assertThat(Domain.toAscii("d23456789.".repeat(25) + "com.")).isPresent();
        assertThat(Domain.toAscii("d23456789.".repeat(25) + "info")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "faß.example, fass.example",
        "xn--fa-hia.example, fass.example",
        "βόλος.com, xn--nxasmq6b.com",
        "'\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com', xn--mgba3gch31f.com",
        "fass.example,",
        "müller.example,",
    })
    void an_old_form_is_what_was_stored_before(String text, String old) {
        assertThat(Domain.parse(text).oldForm()).isEqualTo(Optional.ofNullable(old));
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
                "xn--a.example",
                "xn--fass-.example",
                "xn--zn7c.example",
                "xn--strasse-.example",
                "shop\u200d.example",
                "shop\u200c.example",
                "a\u05d0.example",
                "\u0301a.example",
                "::1",
                "[::1",
                "[]",
                "[1]",
                "[1.2.3.4]",
                "[::1::]",
                "[12345::]",
                "[fe80::1%eth0]",
                "x.[::1]",
                "[::1].example",
                "a123456789b123456789c123456789d123456789e123456789f123456789g123.example",
            })
    void is_rejected(String text) {
        assertThatThrownBy(() -> Domain.parse(text))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContaining("domain");
    }
}
