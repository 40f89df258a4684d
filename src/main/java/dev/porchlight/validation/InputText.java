package dev.porchlight.validation;

import dev.porchlight.error.RequestException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The checks that every text from outside passes, whatever way it came in. */
public final class InputText {

    private InputText() {}

    /**
     * A short field, without the white space around it.
     *
     * @param maxLength in UTF-16 units, the length that browsers count
     */
    public static String line(String field, String value, int maxLength) {
        String line = wellFormed(field, value).strip();
        required(field, line.isEmpty() ? null : line);
        if (line.length() > maxLength) {
            throw RequestException.invalid(field + " is longer than " + maxLength + " characters.");
        }
        if (line.chars().anyMatch(Character::isISOControl)) {
            throw RequestException.invalid(field + " contains control characters.");
        }
        return line;
    }

    /** A short text of one line or several, parted by line feeds; otherwise as {@link #line}. */
    public static String lines(String field, String value, int maxLength) {
        String lines = wellFormed(field, value)
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .strip();
        required(field, lines.isEmpty() ? null : lines);
        if (lines.length() > maxLength) {
            throw RequestException.invalid(field + " is longer than " + maxLength + " characters.");
        }
        if (lines.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw RequestException.invalid(field + " contains control characters.");
        }
        return lines;
    }

    /** A text kept exactly as it was written. */
    public static String text(String field, String value, int maxBytes) {
        wellFormed(field, value);
        required(field, value.isBlank() ? null : value);
        if (utf8Length(value) > maxBytes) {
            throw RequestException.tooLarge(field + " is longer than " + maxBytes + " bytes of UTF-8.");
        }
        return value;
    }

    /** As much of a text as fits, without half a character at its end. */
    public static String start(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }

    /** At least as many bytes as the text takes in JSON, where some characters are written out as escapes. */
    public static int jsonLength(@Nullable String text) {
        return text == null
                ? 0
                : text.chars()
                        .map(c -> c < ' ' || Character.isSurrogate((char) c)
                                ? 6
                                : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3)
                        .sum();
    }

    /** A field that must be there. */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw RequestException.invalid("Please fill in " + field + ".");
        }
        return value;
    }

    public static int utf8Length(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Lone surrogates cannot be encoded, and NUL ends strings in too many places: neither is text. */
    public static String wellFormed(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw RequestException.invalid(field + " contains characters that are not text.");
            }
            if (pair) {
                i++;
            }
        }
        return value;
    }
}
