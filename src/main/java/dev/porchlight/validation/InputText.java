package dev.porchlight.validation;

import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.text.UnicodeSetSpanner;
import dev.porchlight.error.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates text of requests, of REST and sockets alike. Every check throws {@code INVALID} or {@code TOO_LARGE}. */
public final class InputText {

    /** White space, controls, format characters, fillers, and two symbols with empty glyphs. */
    private static final UnicodeSet INVISIBLE =
            new UnicodeSet("[[:White_Space:][:Default_Ignorable_Code_Point:][:Cc:][:Cf:]\\u2800\\U0001D159]").freeze();

    /** What shows nothing by itself: also combining marks without a base, but not the formats that stand before a number. */
    private static final UnicodeSet BLANK = new UnicodeSet(INVISIBLE)
            .removeAll(new UnicodeSet("[:Prepended_Concatenation_Mark:]"))
            .addAll(new UnicodeSet("[[:Mn:][:Me:]]"))
            .freeze();

    private static final UnicodeSetSpanner INVISIBLE_BUT_SPACES =
            new UnicodeSetSpanner(new UnicodeSet(INVISIBLE).remove(' ').freeze());

    /** Embeddings, overrides and isolates, which change the order of what stands around a name. */
    private static final Pattern BIDI_CONTROLS = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069]");

    private InputText() {}

    /** Whether a text shows nothing. */
    public static boolean isBlank(String text) {
        return BLANK.containsAll(text);
    }

    /** Whether a text has any character that cannot be seen. */
    static boolean hasInvisible(String text) {
        return INVISIBLE.containsSome(text);
    }

    /** What a program says, such as an address or the name of a browser: without all that cannot be seen, but spaces. */
    public static String withoutInvisible(String text) {
        return INVISIBLE_BUT_SPACES.deleteFrom(text);
    }

    /**
     * What somebody is called: a {@link #line} without bidirectional embeddings, overrides and isolates. Line breaks of
     * Unicode become spaces.
     */
    public static String name(String field, String value, int maxLength) {
        return line(
                field,
                BIDI_CONTROLS
                        .matcher(value)
                        .replaceAll("")
                        .replace('\u2028', ' ')
                        .replace('\u2029', ' '),
                maxLength);
    }

    /**
     * A single line, stripped.
     *
     * @param maxLength in UTF-16 units, as {@code maxlength} of HTML counts
     */
    public static String line(String field, String value, int maxLength) {
        String line = wellFormed(field, value).strip();
        required(field, isBlank(line) ? null : line);
        if (line.length() > maxLength) {
            throw RequestException.invalid(field + " is longer than " + maxLength + " characters.");
        }
        if (line.chars().anyMatch(InputText::isControl)) {
            throw RequestException.invalid(field + " contains control characters.");
        }
        return line;
    }

    /** Lines separated by line feeds, which every CR and CRLF becomes; otherwise as {@link #line}. */
    public static String lines(String field, String value, int maxLength) {
        String lines = wellFormed(field, value)
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .strip();
        required(field, isBlank(lines) ? null : lines);
        if (lines.length() > maxLength) {
            throw RequestException.invalid(field + " is longer than " + maxLength + " characters.");
        }
        if (lines.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw RequestException.invalid(field + " contains control characters.");
        }
        return lines;
    }

    /** A text that is not blank, unchanged. */
    public static String text(String field, String value, int maxBytes) {
        wellFormed(field, value);
        required(field, isBlank(value) ? null : value);
        if (utf8Length(value) > maxBytes) {
            throw RequestException.tooLarge(field + " is longer than " + maxBytes + " bytes of UTF-8.");
        }
        return value;
    }

    /** Also the line breaks of Unicode. */
    private static boolean isControl(int utf16) {
        return Character.isISOControl(utf16) || utf16 == '\u2028' || utf16 == '\u2029';
    }

    /** The text cut to a length in UTF-16 units, without half a surrogate pair at its end. */
    public static String start(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }

    /** An upper bound of the bytes the text takes as a JSON string, escapes included. */
    public static int jsonLength(@Nullable String text) {
        int length = 0;
        for (int i = 0; text != null && i < text.length(); i++) {
            length += jsonLength(text.charAt(i));
        }
        return length;
    }

    private static int jsonLength(char utf16) {
        if (utf16 < ' ' || Character.isSurrogate(utf16)) {
            return 6;
        }
        if (utf16 == '"' || utf16 == '\\') {
            return 2;
        }
        if (utf16 < 0x80) {
            return 1;
        }
        return utf16 < 0x800 ? 2 : 3;
    }

    /** @throws RequestException {@code INVALID} if the field is missing */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw RequestException.invalid("Please fill in " + field + ".");
        }
        return value;
    }

    public static int utf8Length(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Rejects lone surrogates, which UTF-8 cannot encode, and NUL, which ends strings in other programs. */
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
