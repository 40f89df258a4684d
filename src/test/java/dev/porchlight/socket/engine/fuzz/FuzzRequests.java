package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import lombok.RequiredArgsConstructor;

/** Generates HTTP requests: handshakes, polls, posts, preflights, and others with unusual methods, headers or bodies. */
@RequiredArgsConstructor
final class FuzzRequests {

    private static final String UNKNOWN = "11111111-1111-4111-8111-111111111111";
    private static final String[] METHODS = {
        "GET",
        "GET",
        "GET",
        "POST",
        "POST",
        "OPTIONS",
        "HEAD",
        "PUT",
        "DELETE",
        "CONNECT",
        "TRACE",
        "get",
        "G\u0000T",
        ""
    };
    private static final String[] PATHS = {
        "/socket.io/",
        "/socket.io/",
        "/socket.io/",
        "/socket.io",
        "/",
        "*",
        "//socket.io/",
        "/socket.io/../x",
        "http://x/socket.io/",
        "/socket.io/%00",
        "/%73ocket.io/",
        "x:1",
        ""
    };
    private static final String[] PARAMETERS = {
        "EIO=4",
        "EIO=3",
        "EIO=",
        "EIO=99999999999",
        "transport=polling",
        "transport=websocket",
        "transport=%zz",
        "sid=",
        "sid=" + UNKNOWN,
        "sid=" + UNKNOWN + "0",
        "j=0",
        "b64=1",
        "t=Nxyz",
        "disconnect=1",
        "x=%ff%fe",
        "&&=&",
        "a;b"
    };
    private static final String[] HEADERS = {
        "Origin: https://shop.example",
        "Origin: null",
        "Origin: \u0001",
        "Cookie: io=" + UNKNOWN,
        "io: " + UNKNOWN,
        "Connection: keep-alive",
        "Connection: close",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Upgrade: h2c",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Key: short",
        "Sec-WebSocket-Extensions: permessage-deflate",
        "Sec-WebSocket-Protocol: a, b",
        "Expect: 100-continue",
        "Expect: 200-ok",
        "Content-Length: 0",
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Content-Type: application/octet-stream",
        "Content-Encoding: gzip",
        "X-Forwarded-For: 1.2.3.4, ::1",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type\u0000,x",
        " folded: line",
        "no colon",
        ": empty",
        "Accept-Encoding: gzip, deflate",
        "Trailer: Content-Length"
    };
    private static final String[] WEBSOCKET = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private final RandomGenerator random;
    private final FuzzPackets packets;

    /** A valid handshake. */
    byte[] handshake(String transport, EngineIOVersion version) {
        String uri = "/socket.io/?EIO=" + version.getValue() + "&transport=" + transport;
        return transport.equals("websocket") ? webSocket(uri) : head("GET", uri);
    }

    /** A valid poll of an open session. */
    byte[] poll(EngineIOVersion version, String sid) {
        return head("GET", polling(version, sid));
    }

    byte[] post(EngineIOVersion version, String sid, byte[] body) {
        return join(head("POST", polling(version, sid), "Content-Length: " + body.length), body);
    }

    /** As above, in chunks. */
    byte[] postInChunks(EngineIOVersion version, String sid, byte[] body) {
        return join(head("POST", polling(version, sid), "Transfer-Encoding: chunked"), chunked(body));
    }

    /** A request to upgrade a polling session to a WebSocket. */
    byte[] upgrade(EngineIOVersion version, String sid) {
        return webSocket("/socket.io/?EIO=" + version.getValue() + "&transport=websocket&sid=" + sid);
    }

    /** Any request at all. */
    byte[] any() {
        return switch (random.nextInt(8)) {
            case 0 -> handshake("polling", version());
            case 1 -> handshake("websocket", version());
            case 2 -> head("OPTIONS", polling(version(), UNKNOWN), pick(HEADERS), pick(HEADERS));
            case 3 -> post(version(), UNKNOWN, body());
            case 4 -> tooMuch();
            default -> odd();
        };
    }

    private byte[] odd() {
        StringBuilder uri =
                new StringBuilder(pick(PATHS)).append("?EIO=4&transport=").append(pick("polling", "websocket"));
        for (int i = random.nextInt(3); i > 0; i--) {
            uri.append('&').append(pick(PARAMETERS));
        }
        String[] headers = new String[random.nextInt(6)];
        Arrays.setAll(headers, i -> pick(HEADERS));
        byte[] head = head(pick(METHODS), uri.toString(), headers);
        return random.nextBoolean() ? head : join(head, random.nextBoolean() ? body() : chunked(body()));
    }

    /** Over one of the limits of a request. */
    private byte[] tooMuch() {
        int over = 1 + random.nextInt(20_000);
        return switch (random.nextInt(8)) {
            case 0 -> head("GET", "/socket.io/?x=" + "x".repeat(over));
            case 1 -> head("GET", "/socket.io/", "X: " + "x".repeat(over));
            case 2 -> head("GET", "/socket.io/", "a: b\r\n".repeat(over / 6) + "c: d");
            case 3 -> head("POST", polling(version(), UNKNOWN), "Content-Length: " + (262_144 + over));
            case 4 ->
                join(
                        head("POST", polling(version(), UNKNOWN), "Transfer-Encoding: chunked"),
                        chunked(new byte[250_000 + over]));
            default -> head("GET", "/socket.io/?" + "a=b&".repeat(over / 20));
        };
    }

    private byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int from = 0;
        while (from < body.length) {
            int to = from + 1 + random.nextInt(body.length - from);
            String size = random.nextInt(20) == 0 ? pick("-1", "fffffffff", "x", "") : Integer.toHexString(to - from);
            chunks.writeBytes(ascii(size + pick("", "", ";ext=1") + "\r\n"));
            chunks.write(body, from, to - from);
            chunks.writeBytes(ascii("\r\n"));
            from = to;
        }
        chunks.writeBytes(ascii(pick("0\r\n\r\n", "0\r\n\r\n", "0\r\nX: trailer\r\n\r\n", "0\r\n")));
        return chunks.toByteArray();
    }

    private byte[] body() {
        return FuzzFrames.utf8(packets.batch(packets.packets(), version()));
    }

    private EngineIOVersion version() {
        return random.nextBoolean() ? EngineIOVersion.V3 : EngineIOVersion.V4;
    }

    private static String polling(EngineIOVersion version, String sid) {
        return "/socket.io/?EIO=" + version.getValue() + "&transport=polling&sid=" + sid;
    }

    static byte[] webSocket(String uri) {
        return head("GET", uri, WEBSOCKET);
    }

    private static byte[] head(String method, String uri, String... headers) {
        return RawHttp.head(method, uri, headers).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
