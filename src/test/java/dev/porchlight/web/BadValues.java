package dev.porchlight.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invalid values of the fields of a body, and invalid bodies: as JSON, or URL-encoded for a form. */
final class BadValues {

    private static final String LONG = "x".repeat(9_000);

    private static final List<String> OBJECTS = List.of(
            "{}",
            "{\"$ne\":null}",
            "{\"$gt\":\"\"}",
            "{\"a\":{\"b\":{\"c\":[1]}}}",
            "[[[[[]]]]]",
            "[".repeat(400) + "]".repeat(400),
            "[".repeat(5_000) + "]".repeat(5_000));

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1.5",
            "1e400",
            "-1e400",
            "1e-400",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "9".repeat(60),
            "9".repeat(5_000),
            "NaN",
            "Infinity",
            "0x10");

    private static final List<String> BLANKS = List.of("\"\"", "\" \\n\\t \"");

    private static final List<String> WRONG_TEXTS = List.of(
            "\"\"",
            "\" \\n\\t \"",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "\"aaaaaaaa\\ud83d\"",
            "\"aaaaaaaa\\u0000b\"",
            "\"" + LONG + "\"",
            "\"" + "é".repeat(5_000) + "\"",
            "\"" + "👩‍👩‍👧‍👦".repeat(500) + "\"");

    private static final List<String> WRONG_LINES =
            List.of("\"a b\"", "\"@\"", "\"<script>\"", "\"../../etc/passwd\"", "\"\\u202e\\u200b\"", "\"a\\nb@x.y\"");

    /** Fields that may have any text, or none. */
    private static final List<String> FREE_TEXTS = List.of("name", "greeting", "away");

    private BadValues() {}

    static List<String> of(String field, Class<?> type) {
        List<String> bad = new ArrayList<>(OBJECTS);
        if (type == String.class) {
            bad.addAll(NUMBERS);
            bad.addAll(List.of("[]", "[\"x\"]", "[null]", "true"));
            bad.addAll(WRONG_TEXTS);
            if (FREE_TEXTS.contains(field)) {
                bad.removeAll(BLANKS);
            } else if (!field.endsWith("assword")) {
                bad.addAll(WRONG_LINES);
            }
        } else if (type.isRecord()) {
            bad.addAll(NUMBERS);
            bad.addAll(List.of(
                    "[]", "[{}]", "true", "\"x\"", "{\"name\":1,\"email\":2}", "{\"timeZone\":{},\"days\":[]}"));
        } else if (type == Integer.class) {
            bad.addAll(NUMBERS);
            bad.addAll(List.of("[]", "[1]", "true", "3651", "\"x\"", "\"1.5\"", "\"-1\"", "\"" + LONG + "\""));
        } else if (type == Boolean.class) {
            bad.addAll(NUMBERS);
            bad.addAll(List.of("[]", "[true]", "1", "\"yes\"", "\"1\"", "\"\\ud800\"", "\"" + LONG + "\""));
        } else if (type == List.class) {
            bad.remove("[[[[[]]]]]");
            bad.addAll(NUMBERS);
            bad.addAll(List.of("true", "\"x\"", "\"https://x.example\"", "[null]", "[1]", "[true]", "[{}]", "[[]]"));
            bad.addAll(List.of("[[[[[]]]]]", "[\"https://" + LONG + "\"]", "[" + "\"\",".repeat(5_000) + "\"\"]"));
            WRONG_TEXTS.forEach(text -> bad.add("[" + text + "]"));
            WRONG_LINES.forEach(text -> bad.add("[" + text + "]"));
        } else {
            throw new AssertionError("Add invalid values for a " + type + " such as " + field);
        }
        return bad;
    }

    static List<String> inForms(String field, Class<?> type) {
        List<String> bad = new ArrayList<>(List.of("", "%zz", "%", "%00", "aaaaaaaa%00", "%C3", LONG));
        if (type != String.class) {
            bad.addAll(List.of("x", "1.5", "-1", "9".repeat(60), "%5B%5D", "%7B%7D"));
        } else if (!field.endsWith("assword")) {
            bad.addAll(List.of("a+b", "%40", "%ED%A0%80", "%3Cscript%3E"));
        }
        return bad;
    }

    /** @param valid a valid body */
    static List<byte[]> bodies(String valid) {
        List<String> bad = new ArrayList<>(NUMBERS);
        bad.addAll(
                List.of("[]", "[{}]", "[" + valid + "]", "true", "\"\"", "\"x\"", "{", "{]", "{\"a\":", "x", "\u0000"));
        bad.addAll(List.of(valid + "x", valid + valid, valid.substring(1), valid.substring(0, valid.length() - 1)));
        bad.addAll(List.of("[".repeat(60_000), "{\"a\":".repeat(10_000), "/* */" + valid, valid.replace('"', '\'')));
        bad.add(valid + " ".repeat(64 * 1024));
        List<byte[]> bodies = new ArrayList<>();
        bad.forEach(body -> bodies.add(body.getBytes(StandardCharsets.UTF_8)));
        bodies.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80});
        // An overlong slash and half a surrogate pair, which are not UTF-8.
        bodies.add(valid.replace("\":", "\u0001").getBytes(StandardCharsets.ISO_8859_1));
        bodies.add("{\"\u00c0\u00af\":\"\u00ed\u00a0\u0080\"}".getBytes(StandardCharsets.ISO_8859_1));
        return bodies;
    }

    static String oddName(Random random) {
        List<String> names = List.of("$where", "_id", "__proto__", "", "a.b", "ownerId", "passwordHash");
        return names.get(random.nextInt(names.size()));
    }
}
