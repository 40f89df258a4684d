package dev.porchlight.socket;

import dev.porchlight.socket.Attacker.Step;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What one connection sends. */
final class AttackShapes {

    private static final int BATCH = 256 * 1024;
    private static final int MESSAGE = 64 * 1024;
    private static final byte[] ONE = {'x'};
    private static final String OPEN_WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

    private AttackShapes() {}

    static String poll(String sid) {
        return "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    }

    /** A body whose parts grow, so that a reader's buffers do, and then single bytes that hold those; all of it twice. */
    static List<Step> growing(String method, String uri) {
        List<Step> parts = new ArrayList<>(
                List.of(after(300, text(2 * 1024)), after(300, text(33 * 1024)), after(300, text(66 * 1024))));
        parts.addAll(Collections.nCopies(10, new Step(150, ONE)));
        List<Step> steps = new ArrayList<>(List.of(now(RawHttp.head(method, uri, "Content-Length: " + BATCH))));
        steps.addAll(parts);
        steps.addAll(parts);
        return steps;
    }

    /** A body but for its last bytes. */
    static List<Step> almostWhole(String method, String uri) {
        return List.of(now(RawHttp.head(method, uri, "Content-Length: " + BATCH)), after(0, text(BATCH - 1024)));
    }

    static List<Step> chunked(String uri) {
        List<Step> steps = new ArrayList<>(List.of(now(RawHttp.head("POST", uri, "Transfer-Encoding: chunked"))));
        for (int i = 0; i < 7; i++) {
            steps.add(now("8000\r\n" + "x".repeat(0x8000) + "\r\n"));
        }
        steps.addAll(Collections.nCopies(10, now("1\r\nx\r\n")));
        return steps;
    }

    static List<Step> dribbled(String method, String uri) {
        List<Step> steps = new ArrayList<>(List.of(now(RawHttp.head(method, uri, "Content-Length: " + BATCH))));
        steps.addAll(Collections.nCopies(100, new Step(100, ONE)));
        return steps;
    }

    static List<Step> dribbledHead() {
        List<Step> steps = new ArrayList<>(List.of(now("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nx: ")));
        steps.addAll(Collections.nCopies(40, new Step(200, text(150))));
        return steps;
    }

    static List<Step> idle() {
        return List.of();
    }

    /** As fast as one can: each request is answered, and each connection closed. */
    static List<Step> pipelined(String uri) {
        return List.of(now(RawHttp.head("GET", uri, "X: " + "x".repeat(4000)).repeat(60)));
    }

    static List<Step> frameBut(int missing) {
        byte[] frame =
                WebSocketEngineClient.frame(WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, text(MESSAGE));
        return List.of(openWebSocket(), after(300, Arrays.copyOf(frame, frame.length - missing)));
    }

    static List<Step> fragmentsWithoutEnd() {
        byte[] first = WebSocketEngineClient.frame(WebSocketEngineClient.TEXT, ONE);
        byte[] more = WebSocketEngineClient.frame(0, ONE);
        byte[] many = new byte[4000 * more.length];
        for (int i = 0; i < 4000; i++) {
            System.arraycopy(more, 0, many, i * more.length, more.length);
        }
        List<Step> steps = new ArrayList<>(List.of(openWebSocket(), after(300, first)));
        steps.addAll(Collections.nCopies(16, new Step(100, many)));
        return steps;
    }

    static List<Step> halfUpgrade(String sid) {
        return List.of(now(RawHttp.head("GET", OPEN_WEB_SOCKET + "&sid=" + sid, WebSocketEngineClient.REQUEST)));
    }

    static List<Step> halfUpgradeHead() {
        String head = RawHttp.head("GET", OPEN_WEB_SOCKET, WebSocketEngineClient.REQUEST);
        return List.of(now(head.substring(0, head.length() - 2)));
    }

    /** Asks for the same large reply again and again. */
    static List<Step> asking(String event, int times) {
        List<Step> steps = new ArrayList<>(List.of(openWebSocket(), after(300, frame("40"))));
        steps.addAll(Collections.nCopies(times, new Step(500, frame("421" + event))));
        return steps;
    }

    private static Step openWebSocket() {
        return now(RawHttp.head("GET", OPEN_WEB_SOCKET, WebSocketEngineClient.REQUEST));
    }

    private static byte[] frame(String packet) {
        return WebSocketEngineClient.frame(
                WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, packet.getBytes(StandardCharsets.UTF_8));
    }

    private static Step now(String text) {
        return after(0, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Step after(int millis, byte[] bytes) {
        return new Step(millis, bytes);
    }

    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }
}
