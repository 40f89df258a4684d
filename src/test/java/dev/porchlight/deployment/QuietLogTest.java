package dev.porchlight.deployment;

import static dev.porchlight.testing.WebSocketEngineClient.FIN;
import static dev.porchlight.testing.WebSocketEngineClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.ApplicationTest;
import dev.porchlight.site.domain.DomainTransferred;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.StoredMessages;
import dev.porchlight.testing.WebSocketEngineClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nothing that a stranger sends makes a line in the log, which they could fill, or put into it what they like. Only the
 * alarm that many requests are rejected, at most once a minute, may be there.
 */
class QuietLogTest extends ApplicationTest {

    private static final String WHO = "zaphod.xyzzy@example.org";
    private static final String CLIENT_HELLO = "16030100c8010000c40303" + "5a".repeat(64);

    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "G(T");

    private static final List<String> ADDRESSES = List.of(
            "/",
            "/owner/login",
            "/owner/site",
            "/owner/export",
            "/widget.js",
            "/dashboard/",
            "/dashboard",
            "/demo/",
            "/assets/x/icon.svg",
            "/actuator/health",
            "/actuator",
            "/error",
            "/nothing",
            "/socket.io/");

    private static final List<String> PATHS = List.of(
            "//x/..;/" + WHO,
            "/..;/" + WHO,
            "/;" + WHO,
            "/a;b=" + WHO + "/c",
            "/../" + WHO,
            "/%2e%2e/" + WHO,
            "//" + WHO,
            "//owner//login",
            "/owner/login/",
            "/owner/login;x=" + WHO,
            "/owner%2flogin",
            "/owner/%6cogin",
            "/%00" + WHO,
            "/%zz" + WHO,
            "/%ff" + WHO,
            "/[" + WHO,
            "/\\" + WHO,
            "/?x=%zz" + WHO,
            "/?" + WHO + "={",
            "/#" + WHO,
            "*",
            WHO,
            "http://evil.example/" + WHO,
            "https://[" + WHO,
            "//evil.example:x/",
            "/" + WHO + "x".repeat(9000),
            "/assets/" + WHO,
            "/assets/x/../../" + WHO,
            "/assets/x/..%2f..%2f" + WHO,
            "/assets/x/%252e%252e/" + WHO,
            "/assets/x/..;/..;/" + WHO,
            "/assets/x//" + WHO,
            "/assets/x/url:http://evil.example/" + WHO,
            "/assets/x/http://evil.example/" + WHO,
            "/assets/x/file:/etc/passwd",
            "/assets/x/WEB-INF/" + WHO,
            "/assets/x/META-INF/" + WHO,
            "/assets/x/..%5c" + WHO,
            "/assets/x/%5c" + WHO,
            "/assets/x/%00" + WHO,
            "/assets/x/lib/lit-html/../" + WHO,
            "/assets/x/" + WHO + "%",
            "/actuator/health/" + WHO,
            "/owner/sessions/" + WHO,
            "/socket.io/" + WHO,
            "/socket.io/?EIO=" + WHO,
            "/socket.io/?EIO=4&transport=" + WHO,
            "/socket.io/?EIO=4&transport=polling&sid=" + WHO,
            "/socket.io/?EIO=4&transport=polling&j=" + WHO,
            "/socket.io/?EIO=4&transport=polling&EIO=3",
            "/socket.io/?EIO=4&transport=polling&x=%zz",
            "/socket.io/?EIO=4&transport=websocket",
            "/socket.io/?" + "a&".repeat(4000));

    private static final List<String> HEADERS = List.of(
            "Host: " + WHO,
            "Host: [" + WHO,
            "Host: a b",
            "Host:",
            "Host: x:99999",
            "Host: x:y",
            "Host: \u0001",
            WHO,
            ": " + WHO,
            " folded " + WHO,
            "A B: " + WHO,
            "X: \u0000" + WHO,
            "X: \u007f",
            "X: \u00ff\u00fe",
            "X: " + WHO + "x".repeat(20_000),
            "Cookie: a=\"\t" + WHO + "\\",
            "Cookie: " + "a=b;".repeat(2000),
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: " + WHO,
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: " + WHO,
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + WHO,
            "Expect: " + WHO,
            "Range: bytes=" + WHO,
            "Range: bytes=9-1,1-9,-",
            "If-Modified-Since: " + WHO,
            "If-None-Match: " + WHO,
            "Accept: " + WHO,
            "Accept: */" + WHO + ";q=x",
            "Accept-Encoding: \u0001gzip;q=" + WHO,
            "Accept-Language: " + WHO,
            "Origin: " + WHO,
            "Origin: null",
            "Origin: http://[" + WHO,
            "Origin: https://a.example\r\nAccess-Control-Request-Method: " + WHO,
            "Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: ,"
                    + WHO,
            "Authorization: " + WHO,
            "Authorization: Basic %%%",
            "Authorization: Bearer ey." + WHO,
            "Authorization:",
            "Connection: " + WHO,
            "Content-Length: " + WHO,
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: " + WHO,
            "Transfer-Encoding: chunked, " + WHO,
            "Transfer-Encoding: chunked\r\n\r\n" + WHO,
            "Transfer-Encoding: chunked\r\n\r\n5;" + WHO + "\r\nab",
            "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nab",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n" + WHO + "\r\n\r\n");

    private static final List<String> HEADS = List.of(
            WHO,
            "\r\n\r\n",
            "\u0000\u0000\u0000\u0000",
            WHO + " / HTTP/1.1\r\n\r\n",
            "GET\r\n\r\n",
            "GET /\r\n\r\n",
            "GET / " + WHO + "\r\n\r\n",
            "GET / HTTP/0.9\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\nHost: x\n\n",
            "GET / HTTP/1.1\r\nHost: x\r\nHost: " + WHO + "\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: " + WHO,
            "GET /\u0001" + WHO + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /{" + WHO + "} HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /\u00ff HTTP/1.1\r\nHost: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(500) + "\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20),
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\n\r\n",
            "SSH-2.0-" + WHO + "\r\n",
            "*1\r\n$4\r\nINFO\r\n",
            "\u0016\u0003\u0001",
            "x".repeat(70_000));

    private static final List<String> TYPES = List.of(
            "",
            "nonsense",
            WHO,
            "application/json",
            "application/json; charset=" + WHO,
            "application/*",
            "*/*",
            "*/" + WHO,
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=" + WHO,
            "multipart/form-data",
            "multipart/form-data; boundary=" + WHO,
            "multipart/form-data; boundary=\"",
            "a/b;c",
            "application/octet-stream",
            "application/json\r\nContent-Encoding: gzip",
            "image/png; " + WHO);

    private static final List<String> BODIES = List.of(
            WHO,
            "{\"email\":\"" + WHO,
            "[".repeat(20_000),
            "{\"email\":1e999999,\"password\":[]}",
            "\u00ff\u00fe{",
            "%zz=" + WHO,
            "a=b&".repeat(5_000),
            "--" + WHO + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + WHO,
            "{\"email\":\"" + WHO + "\",\"password\":\"\\ud800\"}",
            "null",
            "{\"email\":null}",
            "x".repeat(60_000));

    /** All below {@code /owner} but what ends the session that the others need. */
    private static final List<String> OWNER_ADDRESSES = List.of(
            "/owner/password",
            "/owner/reset",
            "/owner/sessions/" + WHO,
            "/owner/sessions/000000000000000000000000",
            "/owner/site",
            "/owner/site/secrets",
            "/owner/widget",
            "/owner/replies",
            "/owner/domain",
            "/owner/domain/challenge",
            "/owner/domain/proof",
            "/owner/export");

    private static final List<String> OWNER_BODIES = List.of(
            "",
            "{}",
            "{\"domain\":\"nowhere.invalid\"}",
            "{\"method\":\"https\"}",
            "{\"method\":\"dns\"}",
            "{\"method\":\"" + WHO + "\"}",
            "{\"oldPassword\":\"" + WHO + "\",\"newPassword\":\"\\u0000\"}",
            "{\"code\":\"" + WHO + "\",\"newPassword\":\"" + WHO + "\"}",
            "{\"allowedOrigins\":[\"https://[" + WHO + "\"],\"retentionDays\":-1}",
            "{\"allowedOrigins\":[\"https://a.example\"],\"retentionDays\":1e99}",
            "{\"replies\":[{\"shortcut\":\"" + WHO + "\",\"text\":null}]}",
            "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"Hello!\"}]}",
            "{\"name\":\"" + WHO + "\",\"colour\":\"" + WHO + "\",\"hours\":{\"timeZone\":\"" + WHO + "\"}}");

    private static final List<String> EVENTS = List.of(
            "getSite",
            "getNewChat",
            "newMessage",
            "getChatMessages",
            "markRead",
            "typing",
            "rateChat",
            "getWaitingChats",
            "getActiveChats",
            "getClosedChats",
            "getChats",
            "closeChat",
            "banGuest",
            "unbanGuest",
            "deleteChat");

    private static final List<Object> ODD_VALUES = List.of(
            WHO,
            "",
            "\u202e\u0000",
            "000000000000000000000000",
            -1,
            1e99,
            Long.MAX_VALUE,
            true,
            List.of(WHO),
            Map.of("$gt", ""));

    private static final JsonMapper JSON = new JsonMapper();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private MongoOperations mongo;

    @Autowired
    private ApplicationEventPublisher events;

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
    }

    @Test
    void no_request_makes_a_line() throws Exception {
        sendAll(port, requests());
        assertQuiet();
        await().until(() -> rejections("porchlight.rest.rejected") > 0);
    }

    @Test
    void nothing_that_reaches_the_sockets_port_makes_a_line() throws Exception {
        sendAll(sockets.port(), requests());
        assertQuiet();
        await().until(() -> rejections("porchlight.socket.rejected") > 100);
    }

    @Test
    void no_frame_and_no_packet_makes_a_line() {
        List<byte[]> frames = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            frames.add(WebSocketEngineClient.frame(first, WHO.getBytes(StandardCharsets.US_ASCII)));
        }
        frames.add(WebSocketEngineClient.frame(FIN | 0x9, new byte[126]));
        frames.add(WebSocketEngineClient.frame(FIN | 0x8, new byte[] {0}));
        frames.add(WebSocketEngineClient.frame(FIN | 0x8, new byte[] {0, 1}));
        frames.add(WebSocketEngineClient.frame(FIN | TEXT, new byte[] {'4', '2', (byte) 0xff}));
        frames.add(WebSocketEngineClient.frame(FIN | TEXT, new byte[70_000]));
        frames.add(new byte[] {(byte) 0x81, 5, '4', '2', '[', ']', ' '});
        frames.add(new byte[] {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1});
        for (String packet : List.of(
                WHO,
                "",
                "0",
                "1",
                "2",
                "3" + WHO,
                "4",
                "40" + WHO,
                "40/" + WHO + ",",
                "41",
                "42",
                "42" + WHO,
                "42[]",
                "42[1]",
                "42[null]",
                "42[\"" + WHO + "\"]",
                "42[\"newMessage\"]",
                "421[\"newMessage\",null]",
                "42[\"newMessage\",[]]",
                "421[\"newMessage\",{\"message\":\"" + WHO + "\"}]",
                "421[\"getNewChat\",{\"domain\":\"" + WHO + "\"}]",
                "421[\"getChats\",{\"token\":\"" + WHO + "\"}]",
                "42[\"checkConnection\",{}," + WHO,
                "43",
                "43" + WHO,
                "431[]",
                "44" + WHO,
                "45",
                "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
                "452-/" + WHO + ",[]",
                "46",
                "b" + WHO,
                "42" + "9".repeat(30) + "[\"x\"]",
                "42[\"newMessage\"," + "[".repeat(20_000),
                "6",
                "5",
                "\u001e".repeat(300))) {
            frames.add(WebSocketEngineClient.frame(FIN | TEXT, packet.getBytes(StandardCharsets.UTF_8)));
            poll(packet);
        }
        for (byte[] frame : frames) {
            try (WebSocketEngineClient client = (WebSocketEngineClient) dev.porchlight.testing.EngineClient.connect(
                    sockets.port(), dev.porchlight.testing.EngineClient.Transport.WEBSOCKET, 4)) {
                client.sendHalf(frame);
                client.endsWithin(Duration.ofMillis(20));
            }
        }
        assertQuiet();
    }

    /** Anybody can have an account, and chats in it. */
    @Test
    void no_request_with_an_account_makes_a_line() throws Exception {
        Account stranger = newOwner();
        GuestChat chat = newChat(stranger);
        List<String> bodies = new ArrayList<>(BODIES);
        bodies.addAll(OWNER_BODIES);
        List<String> requests = new ArrayList<>();
        for (String token : List.of(stranger.token(), chat.token(), stranger.token() + "x")) {
            for (String address : OWNER_ADDRESSES) {
                for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
                    for (String body : bodies) {
                        String[] headers = {
                            CLOSE,
                            "Authorization: Bearer " + token,
                            "Content-Type: application/json",
                            "Content-Length: " + body.length()
                        };
                        requests.add(RawHttp.head(method, address, headers) + body);
                    }
                }
            }
        }
        sendAll(port, requests);
        assertThat(rest().send(
                                "GET",
                                "/owner/site",
                                "application/json",
                                "",
                                "Authorization",
                                "Bearer " + stranger.token())
                        .status())
                .as("still logged in")
                .isEqualTo(200);
        assertQuiet();
    }

    @Test
    void no_event_with_an_account_makes_a_line() {
        Account stranger = newOwner();
        GuestChat chat = newChat(stranger);
        chat.say("hello");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("chatId", chat.id());
        fields.put("message", "x");
        fields.put("clientMessageId", "x");
        fields.put("seq", 1);
        fields.put("limit", 1);
        fields.put("skip", 0);
        fields.put("after", 0);
        fields.put("since", 0);
        fields.put("rating", "good");
        fields.put("comment", "x");
        fields.put("typing", true);
        fields.put("domain", stranger.domain());
        fields.put("email", "guest@example.com");
        fields.put("name", "Guest");
        fields.put("page", "https://shop.example/");
        fields.put("referrer", "https://search.example/");
        fields.put("locale", "en");
        fields.put("device", "Firefox");
        fields.put("identity", null);
        fields.put("guestToken", chat.token());
        for (String token : List.of(chat.token(), stranger.token())) {
            for (String event : EVENTS) {
                ChatClient client = connect();
                for (String field : fields.keySet()) {
                    for (Object value : ODD_VALUES) {
                        Map<String, Object> request = new LinkedHashMap<>(fields);
                        request.put("token", token);
                        request.put(field, value);
                        client.send(event, JSON.writeValueAsString(request));
                        // An answer, or the end of the connection, as after the deletion of its chat.
                        client.engine().pollMessage(Duration.ofSeconds(5));
                    }
                }
                client.close();
            }
        }
        assertQuiet();
    }

    /** The session is looked at again while its reader takes its time. */
    @Test
    void an_export_whose_session_ends_makes_no_line() throws Exception {
        Account stranger = newOwner();
        GuestChat chat = newChat(stranger);
        StoredMessages.insert(mongo, chat.id(), chat.guestId(), 2_000, "x".repeat(8_000));
        String rest;
        try (Socket reader = new Socket()) {
            reader.setReceiveBufferSize(16 * 1024);
            reader.connect(new InetSocketAddress("localhost", port));
            reader.setSoTimeout(60_000);
            reader.getOutputStream()
                    .write(RawHttp.head("GET", "/owner/export", CLOSE, "Authorization: Bearer " + stranger.token())
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(reader.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            rest().post("/owner/logout", rest().json("token", stranger.token()));
            rest = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(rest).contains("\"type\":\"message\"").doesNotContain("\"type\":\"end\"");
        assertQuiet();
    }

    @Test
    void a_domain_that_moves_makes_no_line() {
        Account earlier = newOwner();
        GuestChat chat = newChat(earlier);

        events.publishEvent(new DomainTransferred(new ObjectId(earlier.id()), earlier.domain()));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> connect()
                        .ask("getClosedChats", "token", earlier.token())
                        .toString()
                        .contains(chat.id()));
        assertQuiet();
    }

    private void poll(String packet) {
        String uri = "/socket.io/?EIO=4&transport=polling";
        String sid = RawHttp.get(sockets.port(), uri).replaceAll("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        byte[] body = packet.getBytes(StandardCharsets.UTF_8);
        for (String each : List.of("40", packet)) {
            RawHttp.exchange(
                    sockets.port(),
                    RawHttp.head(
                                    "POST",
                                    uri + "&sid=" + sid,
                                    "Connection: close",
                                    "Content-Length: " + (each.equals(packet) ? body.length : 2))
                            + each);
        }
    }

    private static List<String> requests() {
        Stream<String> methods = METHODS.stream()
                .flatMap(method -> ADDRESSES.stream().map(address -> RawHttp.head(method, address, CLOSE)));
        Stream<String> paths = PATHS.stream()
                .flatMap(path -> Stream.of("GET", "POST").map(method -> RawHttp.head(method, path, CLOSE)));
        Stream<String> headers = HEADERS.stream()
                .flatMap(header -> Stream.of(
                        "GET / HTTP/1.1\r\n" + header + "\r\n" + CLOSE + "\r\n\r\n",
                        RawHttp.head("GET", "/assets/x/icon.svg", CLOSE, header),
                        RawHttp.head("POST", "/owner/login", CLOSE, header),
                        RawHttp.head("OPTIONS", "/owner/login", CLOSE, header),
                        RawHttp.head("GET", "/owner/site", CLOSE, header),
                        RawHttp.head("GET", "/socket.io/?EIO=4&transport=polling", CLOSE, header),
                        RawHttp.head("GET", "/socket.io/?EIO=4&transport=websocket", CLOSE, header)));
        Stream<String> bodies = TYPES.stream()
                .flatMap(type -> BODIES.stream()
                        .flatMap(body -> Stream.of("/owner/login", "/owner/register", "/nothing")
                                .map(path -> RawHttp.head(
                                                "POST",
                                                path,
                                                CLOSE,
                                                "Content-Type: " + type,
                                                "Content-Length: " + body.length())
                                        + body)));
        Stream<String> hello =
                Stream.of(new String(HexFormat.of().parseHex(CLIENT_HELLO), StandardCharsets.ISO_8859_1));
        return Stream.of(methods, paths, headers, bodies, HEADS.stream(), hello)
                .flatMap(all -> all)
                .toList();
    }

    private static final String CLOSE = "Connection: close";

    private static void sendAll(int port, List<String> requests) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> sent = new ArrayList<>();
            IntStream.range(0, requests.size())
                    .forEach(i -> sent.add(clients.submit(() -> send(port, requests.get(i), i % 5 == 0))));
            for (Future<?> each : sent) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** @param reset whether to leave with a reset at once, in the middle of the answer */
    private static void send(int port, String request, boolean reset) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (reset) {
                socket.setSoLinger(true, 0);
            } else {
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        } catch (IOException closed) {
            // What matters is what the server logs of it.
        }
    }

    private double rejections(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Until nothing more is rejected of what clients have sent, who may be gone by then. */
    private void awaitRest() {
        AtomicReference<Double> last = new AtomicReference<>(-1.0);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    double now = rejections("porchlight.rest.rejected") + rejections("porchlight.socket.rejected");
                    return last.getAndSet(now) == now;
                });
    }

    private void assertQuiet() {
        awaitRest();
        root.info("the last line");
        assertThat(List.copyOf(log.list))
                .extracting(line -> line.getLoggerName() + " " + line.getFormattedMessage())
                .filteredOn(line -> !line.startsWith("dev.porchlight.limit.RejectionLog Many "))
                // Of other tests, which close their connections to a store: strangers reach none.
                .filteredOn(line -> !line.startsWith("de.bwaldvogel.mongo.wire."))
                .containsExactly(Logger.ROOT_LOGGER_NAME + " the last line");
    }
}
