package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class InputTextTest {

    @Test
    void a_line_is_stripped() {
        assertThat(InputText.line("name", " \t Ada \n", 3)).isEqualTo("Ada");
    }

    @ParameterizedTest
    @CsvSource({
        "'', Please fill in name.",
        "'  ', Please fill in name.",
        "Adas, name is longer than 3 characters.",
        "'a\nb', name contains control characters.",
        "'a\u007fb', name contains control characters.",
        "'a\u0085b', name contains control characters.",
        "'a\u2028b', name contains control characters.",
        "'a\u2029b', name contains control characters.",
        "'a\u0000', name contains characters that are not text.",
        "'\ud800', name contains characters that are not text.",
        "'\udc00a', name contains characters that are not text.",
    })
    void a_line_is_rejected(String text, String message) {
        assertRejected(() -> InputText.line("name", text, 3), ErrorCode.INVALID, message);
    }

    @ParameterizedTest
    @MethodSource("dev.porchlight.validation.BlankTexts#blank")
    void what_shows_nothing_is_blank(String text) {
        for (Runnable check : List.<Runnable>of(
                () -> InputText.name("x", text, 100),
                () -> InputText.line("x", text, 100),
                () -> InputText.lines("x", text, 100),
                () -> InputText.text("x", text, 100))) {
            assertRejected(check, ErrorCode.INVALID, "Please fill in x.");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.porchlight.validation.BlankTexts#visible")
    void what_shows_something_is_kept(String text) {
        assertThat(InputText.name("x", text, 100)).isEqualTo(text);
        assertThat(InputText.lines("x", text, 100)).isEqualTo(text);
        assertThat(InputText.text("x", text, 100)).isEqualTo(text);
    }

    @Test
    void a_name_turns_nothing_round() {
        assertThat(InputText.name("name", "\u202egnp.exe\u202c \u2067A\u2069\u2068d\u2069a", 11))
                .isEqualTo("gnp.exe Ada");
        assertThat(InputText.name("name", "\u05d3\u05d5\u05d3\u200f", 10)).isEqualTo("\u05d3\u05d5\u05d3\u200f");
    }

    @Test
    void lines_are_separated_by_line_feeds() {
        assertThat(InputText.lines("text", "\r\na\r\nb\rc\td\n", 7)).isEqualTo("a\nb\nc\td");
    }

    @ParameterizedTest
    @CsvSource({
        "'\n', Please fill in text.",
        "'a\nb\nc\nd\ne', text is longer than 7 characters.",
        "'a\u0001b', text contains control characters.",
        "'a\u0000b', text contains characters that are not text.",
    })
    void lines_are_rejected(String text, String message) {
        assertRejected(() -> InputText.lines("text", text, 7), ErrorCode.INVALID, message);
    }

    @Test
    void a_text_is_unchanged_and_limited_in_bytes_of_utf_8() {
        assertThat(InputText.text("message", " é\n", 4)).isEqualTo(" é\n");
        assertRejected(
                () -> InputText.text("message", " éé", 4),
                ErrorCode.TOO_LARGE,
                "message is longer than 4 bytes of UTF-8.");
        assertRejected(() -> InputText.text("message", " \n", 4), ErrorCode.INVALID, "Please fill in message.");
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abcd, 3, abc", "ab👩, 3, ab", "ab👩, 4, ab👩", "👩, 1, ''"})
    void a_start_has_no_half_character(String text, int maxLength, String start) {
        assertThat(InputText.start(text, maxLength)).isEqualTo(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "a\"b\\c", "\n\u0001\u001f", "é", "ߐ", "€", "👩", "/\u007f\u2028"})
    void the_json_length_is_an_upper_bound(String text) {
        byte[] json = JsonMapper.shared().writeValueAsString(text).getBytes(StandardCharsets.UTF_8);

        assertThat(InputText.jsonLength(text)).isGreaterThanOrEqualTo(json.length - 2);
    }

    @Test
    void a_missing_field_is_rejected() {
        assertRejected(() -> InputText.required("name", null), ErrorCode.INVALID, "Please fill in name.");
        assertThat(InputText.jsonLength(null)).isZero();
    }

    private static void assertRejected(Runnable check, ErrorCode code, String message) {
        assertThatThrownBy(check::run)
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(code))
                .hasMessage(message);
    }
}
