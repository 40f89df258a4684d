package dev.porchlight.socket.engine.websocket;

import static dev.porchlight.testing.WebSocketEngineClient.BINARY;
import static dev.porchlight.testing.WebSocketEngineClient.COMPRESSED;
import static dev.porchlight.testing.WebSocketEngineClient.FIN;
import static dev.porchlight.testing.WebSocketEngineClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.fuzz.FuzzFrames;
import dev.porchlight.socket.engine.fuzz.FuzzMutator;
import dev.porchlight.socket.engine.fuzz.FuzzSocket;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(EngineSettings.defaults().withCloseGrace(Duration.ofMillis(300)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void text_and_order_are_kept(int version) {
        try (EngineClient client = connect(version)) {
            for (int i = 0; i < 120; i++) {
                client.send("42[\"echo\",\"" + i + " äöü 你好 \uD83D\uDC4B\uD83C\uDFFD\"]");
            }
            for (int i = 0; i < 120; i++) {
                assertThat(client.nextMessage())
                        .isEqualTo("42[\"echo\",\"" + i + " äöü 你好 \uD83D\uDC4B\uD83C\uDFFD\"]");
            }
        }
    }

    @Test
    void acks_are_sent() {
        try (EngineClient client = connect(4)) {
            client.send("42999999999[\"echo\",\"x\"]");

            assertThat(client.nextMessage()).isEqualTo("43999999999[\"x\"]");
        }
    }

    @Test
    void fragments_are_joined() {
        try (WebSocketEngineClient client = connect(4)) {
            client.sendFrame(TEXT, bytes("42[\"echo\","));
            client.sendFrame(FIN, bytes("\"joined\"]"));

            assertThat(client.nextMessage()).isEqualTo("42[\"echo\",\"joined\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "5",
                "garbage",
                "45",
                "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
                "42[\"echo\",}]",
                "427777777777777777777[\"echo\"]",
                "40",
                "2"
            })
    void an_invalid_packet_ends_the_session(String garbage) {
        try (WebSocketEngineClient client = connect(4)) {
            client.send(garbage);

            assertEnds(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "41"})
    void a_client_that_closes_leaves_no_connection(String packet) {
        try (WebSocketEngineClient client = connect(4)) {
            client.send(packet);

            assertEnds(client);
        }
    }

    @Test
    void a_binary_frame_ends_the_session() {
        try (WebSocketEngineClient client = connect(4)) {
            client.sendFrame(FIN | BINARY, new byte[] {0, 1, 2});

            assertEnds(client);
        }
    }

    @Test
    void a_compressed_frame_ends_the_session() {
        try (WebSocketEngineClient client = connect(4)) {
            client.sendFrame(FIN | COMPRESSED | TEXT, new byte[] {0x4a, 0x4c, 0x04});

            assertEnds(client);
        }
    }

    @Test
    void events_behind_an_oversized_message_are_dropped() throws IOException {
        FuzzFrames frames = new FuzzFrames(new SplittableRandom(1));
        byte[] tooLong = frames.fragmented("42[\"echo\",\"" + "x".repeat(70_000) + "\"]");
        byte[] event = frames.text("42[\"echo\",\"behind it\"]");
        try (FuzzSocket socket = FuzzSocket.openWebSocket(server.port(), 3)) {
            socket.send(FuzzMutator.join(tooLong, event));

            assertThat(socket.ends()).isTrue();
            await().atMost(SOON).until(() -> server.sessions() == 0);
            assertThat(server.events).doesNotContain("behind it");
        }
    }

    @Test
    void an_oversized_message_ends_the_session() {
        try (WebSocketEngineClient client = connect(4)) {
            client.sendFrame(FIN | TEXT, bytes("42[\"echo\",\"" + "x".repeat(66_000) + "\"]"));

            assertEnds(client);
        }
        try (WebSocketEngineClient client = connect(4)) {
            client.sendFrame(TEXT, bytes("42[\"echo\",\"" + "x".repeat(40_000)));
            client.sendFrame(FIN, bytes("x".repeat(40_000) + "\"]"));

            assertEnds(client);
        }
    }

    /** An honest client, which has no idea why it was closed if the connection is reset under the frame it still sends. */
    @ParameterizedTest
    @ValueSource(ints = {66_000, 70_000, 200_000, 3_000_000})
    void the_close_frame_of_an_oversized_message_says_so(int length) throws Exception {
        // Who sends so much on a busy machine needs the time that the server gives it.
        try (EchoServer server = EchoServer.start()) {
            for (int i = 0; i < 10; i++) {
                CompletableFuture<Integer> closed = new CompletableFuture<>();
                WebSocket webSocket = HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://localhost:" + server.port() + "/socket.io/?EIO=4&transport=websocket"),
                                new WebSocket.Listener() {
                                    @Override
                                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                        closed.complete(code);
                                        return null;
                                    }

                                    @Override
                                    public void onError(WebSocket from, Throwable error) {
                                        closed.completeExceptionally(error);
                                    }
                                })
                        .get(20, TimeUnit.SECONDS);
                webSocket.sendText("42[\"echo\",\"" + "x".repeat(length) + "\"]", true);

                assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1009);
            }
        }
    }

    @Test
    void a_close_frame_says_which_rule_was_broken() {
        byte[] notUtf8 = {'4', '2', (byte) 0xC3, '"'};
        assertThat(codeAfter(client -> client.sendFrame(FIN | TEXT, notUtf8))).isEqualTo(1007);
        assertThat(codeAfter(client -> client.sendFrame(FIN | COMPRESSED | TEXT, bytes("42[]"))))
                .isEqualTo(1002);
        assertThat(codeAfter(client -> {
                    client.sendFrame(TEXT, bytes("42[\"echo\",\"" + "x".repeat(40_000)));
                    client.sendFrame(FIN, bytes("x".repeat(40_000) + "\"]"));
                }))
                .isEqualTo(1009);
        byte[] headOnly = Arrays.copyOf(WebSocketEngineClient.frame(FIN | TEXT, new byte[70_000]), 14);
        assertThat(codeAfter(client -> client.sendHalf(headOnly))).isEqualTo(1009);
    }

    private static int codeAfter(Consumer<WebSocketEngineClient> violation) {
        try (WebSocketEngineClient client = connect(4)) {
            violation.accept(client);
            assertThat(client.endsWithin(SOON)).isTrue();
            return client.closeCode();
        }
    }

    @Test
    void a_message_just_under_the_limit_arrives() {
        try (WebSocketEngineClient client = connect(4)) {
            String message = "42[\"echo\",\"" + "x".repeat(65_000) + "\"]";
            client.send(message);

            assertThat(client.nextMessage()).isEqualTo(message);
        }
    }

    @Test
    void frames_that_come_with_the_handshake_are_served() throws IOException {
        byte[] head =
                bytes(RawHttp.head("GET", "/socket.io/?EIO=3&transport=websocket", WebSocketEngineClient.REQUEST));
        byte[] event = WebSocketEngineClient.frame(FIN | TEXT, bytes("42[\"echo\",\"at once\"]"));
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.getOutputStream().write(FuzzMutator.join(head, event));

            await().atMost(SOON).until(() -> server.events.contains("at once"));
        }
    }

    /** Otherwise its client would miss a push, and never know. */
    @Test
    void a_packet_that_cannot_be_written_closes_the_connection() {
        try (WebSocketEngineClient client = connect(4)) {
            SocketIOClient connected = server.client(client.sid());
            assertThat(connected)
                    .extracting("baseClient.transport.channel")
                    .isInstanceOfSatisfying(
                            Channel.class, channel -> channel.pipeline().addFirst(new NoMemory()));

            connected.sendEvent("push", 1);

            assertThat(client.socketClosesWithin(SOON)).isTrue();
            await().atMost(SOON).until(() -> server.rejections.contains("memory"));
        }
    }

    private static final class NoMemory extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new OutOfMemoryError("direct"));
        }
    }

    @Test
    void an_event_before_CONNECT_ends_the_session_and_reaches_no_listener() {
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.open(server.port(), Transport.WEBSOCKET, 4)) {
            client.send("42[\"echo\",\"too early\"]");

            assertThat(client.socketClosesWithin(SOON)).isTrue();
            assertThat(server.events).doesNotContain("too early");
            assertThat(server.connected.keySet()).noneMatch(id -> id.toString().equals(client.sid()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void other_namespaces_get_CONNECT_ERROR(int version) {
        try (WebSocketEngineClient client = connect(version)) {
            client.send("40/admin,");

            assertThat(client.nextMessage())
                    .isEqualTo(
                            version == 4
                                    ? "44/admin,{\"message\":\"Invalid namespace\"}"
                                    : "44/admin,\"Invalid namespace\"");
            client.send("42[\"echo\",\"fine\"]");
            assertThat(client.nextMessage()).isEqualTo("42[\"echo\",\"fine\"]");
        }
    }

    private static WebSocketEngineClient connect(int version) {
        return (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, version);
    }

    private static void assertEnds(WebSocketEngineClient client) {
        assertThat(client.socketClosesWithin(Duration.ofSeconds(5))).isTrue();
        server.assertDisconnectedOnce(client);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
