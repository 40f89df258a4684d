package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;

/** Generates packets of Engine.IO and Socket.IO and batches of them: mostly valid, or invalid in a specific way. */
@RequiredArgsConstructor
final class FuzzPackets {

    private static final String SEPARATOR = "\u001e";
    private static final String[] ENGINE = {
        "1", "2", "3", "2probe", "3probe", "5", "6", "0{\"sid\":\"x\"}", "7", "", "b4AAAA", "\u0000", "4", "44{}", "47"
    };
    private static final String[] NAMESPACES = {
        "40", "40{\"token\":\"x\"}", "40/,", "40/admin,", "40/admin?a=b,{}", "40/a b,", "41", "41/admin,", "40{", "41x"
    };
    private static final String[] ATTACHMENTS = {
        "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]",
        "4599999999-[\"echo\"]",
        "461-7[{\"_placeholder\":true,\"num\":0}]",
        "45[\"echo\"]",
        "42[\"echo\",{\"_placeholder\":true,\"num\":0}]"
    };
    private static final String[] SCALARS = {
        "null", "true", "false", "0", "-0", "1e400", "-1e-400", "1.5", "9007199254740993"
    };
    private static final String[] INVALID_SCALARS = {"01", "NaN", "+1", "'x'", "undefined", ".5", "tru", "-"};
    private static final String[] CHARACTERS = {
        "a",
        "Z",
        " ",
        "ä",
        "你",
        "\uD83D\uDC4B",
        "\\ud83d",
        "\\udc4b\\ud83d",
        "\\u0000",
        "\\n",
        "\\\"",
        "\u2028",
        "\u007f",
        "<",
        "}",
        "]",
        "\\u001e",
        "\uFEFF"
    };
    private static final String[] INVALID_CHARACTERS = {
        "\\", "\u0000", "\uD83D", "\uDC4B", "\n", "\u001e", "\\ud8", "\\x"
    };

    private final RandomGenerator random;

    /** Whether the packet being generated may contain invalid JSON. */
    private boolean wild;

    String packet() {
        wild = random.nextInt(4) == 0;
        return switch (random.nextInt(16)) {
            case 0 -> pick(ENGINE);
            case 1 -> pick(NAMESPACES);
            case 2 -> pick(ATTACHMENTS);
            case 3 -> "43" + ackId() + "[" + (random.nextBoolean() ? json(3) : "") + "]";
            case 4 -> "42" + ackId() + "[" + pick("\"echo\"", string()) + "," + json(3) + "]";
            case 5 ->
                "42/" + pick("", "admin", "a/b", "x".repeat(1 + random.nextInt(80))) + ",[\"echo\"," + json(2) + "]";
            case 6 -> "42" + ackId() + json(4);
            case 7 -> "42[\"echo\"," + extreme() + "]";
            default -> someEvent();
        };
    }

    /** An event that a client might well send. */
    String event() {
        wild = false;
        return someEvent();
    }

    private String someEvent() {
        return "42" + pick("", "/,") + (random.nextInt(3) == 0 ? random.nextInt(1_000_000_000) : "") + "[\"echo\","
                + json(3) + "]";
    }

    /** A packet that does not end the session, though few clients would send it. */
    String harmless(EngineIOVersion version) {
        wild = false;
        return switch (random.nextInt(10)) {
            case 0 -> version == EngineIOVersion.V4 ? "3" : "2";
            case 1 -> pick("40/admin,", "40/x?a=b,{}", "41/admin,");
            case 2 -> "42[" + string() + "," + json(2) + "]";
            case 3 -> "43" + random.nextInt(1_000_000_000) + "[" + json(2) + "]";
            default -> event();
        };
    }

    String batch(List<String> packets, EngineIOVersion version) {
        return version == EngineIOVersion.V4
                ? String.join(SEPARATOR, packets)
                : packets.stream().map(packet -> packet.length() + ":" + packet).collect(Collectors.joining());
    }

    /** As above, with a wrong length or separator. */
    String malformedBatch(List<String> packets) {
        return packets.stream()
                .map(packet -> pick(
                                "" + packet.getBytes(StandardCharsets.UTF_8).length,
                                "" + random.nextInt(100),
                                "-1",
                                "",
                                "007",
                                "9".repeat(1 + random.nextInt(20)))
                        + pick(":", ":", ";", SEPARATOR, "")
                        + packet)
                .collect(Collectors.joining(pick("", SEPARATOR, SEPARATOR + SEPARATOR)));
    }

    List<String> packets() {
        int count = random.nextInt(20) == 0 ? 250 + random.nextInt(20) : 1 + random.nextInt(4);
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextInt(3) == 0 ? packet() : event())
                .toList();
    }

    String json(int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 7);
        return switch (kind) {
            case 0 -> wild && random.nextInt(8) == 0 ? pick(INVALID_SCALARS) : pick(SCALARS);
            case 1, 2 -> string();
            case 3 -> "" + random.nextLong();
            case 4 -> values(depth).collect(Collectors.joining(",", "[", "]"));
            default -> values(depth).map(value -> string() + ":" + value).collect(Collectors.joining(",", "{", "}"));
        };
    }

    private Stream<String> values(int depth) {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(json(depth - 1));
        }
        return values.stream();
    }

    private String string() {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> wild && random.nextInt(8) == 0 ? pick(INVALID_CHARACTERS) : pick(CHARACTERS))
                .collect(Collectors.joining("", "\"", "\""));
    }

    /** Valid JSON values of extreme size. */
    private String extreme() {
        return switch (random.nextInt(12)) {
            case 0 -> nested("[", "]");
            case 1 -> nested("{\"a\":", "}");
            case 2 -> "\"" + "x".repeat(60_000 + random.nextInt(10_000)) + "\"";
            case 3 -> "[" + "[],".repeat(random.nextInt(20_000)) + "1]";
            default -> pick("", "-") + "9".repeat(1 + random.nextInt(1_200)) + pick("", ".5", "e9999", "e99999999999");
        };
    }

    private String nested(String open, String close) {
        int depth = pick(30, 500, 1_000, 3_000, 9_000);
        return open.repeat(depth) + "1" + close.repeat(random.nextInt(4) == 0 ? 0 : depth);
    }

    private String ackId() {
        return switch (random.nextInt(6)) {
            case 0 -> "" + random.nextInt(1_000_000_000);
            case 1 -> "9".repeat(8 + random.nextInt(4));
            case 2 -> random.nextInt(50) == 0 ? "7".repeat(60_000) : "7".repeat(30);
            case 3 -> "-1";
            default -> "";
        };
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
