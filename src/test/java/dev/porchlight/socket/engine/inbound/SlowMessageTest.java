package dev.porchlight.socket.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A message has a minimum speed and an end, over either transport; a connection without a request has less time in a crowd. */
@Timeout(60)
class SlowMessageTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String TOO_SLOW = "a message too slow";

    private final EchoServer server = EchoServer.start(
            EngineSettings.defaults().withSpeedGrace(Duration.ofMillis(300)).withMessageTimeout(Duration.ofSeconds(2)));

    @AfterEach
    void stop() {
        server.close();
    }

    /** Whose messages may take long. */
    private static EchoServer patient(Duration speedGrace) {
        return EchoServer.start(
                EngineSettings.defaults().withSpeedGrace(speedGrace).withMessageTimeout(Duration.ofSeconds(30)));
    }

    @Test
    void a_body_that_drips_is_closed_and_the_session_goes_on() throws Exception {
        try (EchoServer patient = patient(Duration.ofMillis(300));
                EngineClient client = EngineClient.connect(patient.port(), Transport.POLLING, 4);
                Socket socket = post(patient, client, 100_000)) {
            closesWhileSending(socket, 1, 50);
            assertThat(patient.rejections).containsExactly(TOO_SLOW);

            client.send("42[\"echo\",\"next\"]");
            assertThat(client.nextMessage()).isEqualTo("42[\"echo\",\"next\"]");
        }
    }

    @Test
    void a_body_that_is_fast_enough_but_never_ends_is_closed() throws Exception {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4);
                Socket socket = post(server, client, 200_000)) {
            assertThat(closesWhileSending(socket, 1000, 50)).isBetween(Duration.ofMillis(1900), SOON);
            assertThat(server.rejections).containsExactly(TOO_SLOW);
        }
    }

    @Test
    void a_body_that_is_slow_but_fast_enough_arrives() throws Exception {
        // Twice as fast as it must be, and long enough for that to count.
        String event = "42[\"echo\",\"" + "x".repeat(7987) + "\"]";
        try (EchoServer patient = patient(Duration.ofSeconds(2));
                EngineClient client = EngineClient.connect(patient.port(), Transport.POLLING, 4);
                Socket socket = post(patient, client, 8000)) {
            for (int i = 0; i < 80; i++) {
                socket.getOutputStream()
                        .write(event.substring(i * 100, i * 100 + 100).getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(50);
            }
            assertThat(client.nextMessage()).isEqualTo(event);
        }
    }

    @Test
    void a_half_frame_is_closed() {
        assertSlow(client -> client.sendHalf(new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, '4'}));
    }

    @Test
    void half_a_frames_head_is_closed() {
        assertSlow(client -> client.sendHalf(new byte[] {(byte) 0x81, (byte) 0xFE}));
    }

    @Test
    void a_message_without_its_last_fragment_is_closed() {
        assertSlow(client -> client.sendFrame(WebSocketEngineClient.TEXT, new byte[] {'4'}));
    }

    @Test
    void pings_do_not_extend_a_message() {
        assertSlow(client -> {
            client.sendFrame(WebSocketEngineClient.TEXT, new byte[] {'4'});
            client.sendFrame(WebSocketEngineClient.FIN | 0x9, new byte[] {'p'});
        });
    }

    @Test
    void frames_in_pieces_are_served_for_longer_than_a_message_may_take() throws Exception {
        Duration longest = Duration.ofSeconds(3);
        try (EchoServer server = EchoServer.start(
                        EngineSettings.defaults().withSpeedGrace(longest).withMessageTimeout(longest));
                WebSocketEngineClient client = connect(server)) {
            byte[] event = "42[\"echo\",\"x\"]".getBytes(StandardCharsets.US_ASCII);
            byte[] frame = WebSocketEngineClient.frame(WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, event);
            byte[] ping = WebSocketEngineClient.frame(WebSocketEngineClient.FIN | 0x9, new byte[] {'p'});
            byte[] both = new byte[frame.length + ping.length];
            System.arraycopy(frame, 0, both, 0, frame.length);
            System.arraycopy(ping, 0, both, frame.length, ping.length);
            // Each write ends within a frame.
            int position = 0;
            for (int i = 0; i < 80; i++) {
                byte[] piece = new byte[15];
                for (int j = 0; j < piece.length; j++) {
                    piece[j] = both[position++ % both.length];
                }
                client.sendHalf(piece);
                Thread.sleep(50);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(server.events).hasSizeGreaterThan(30));
            assertThat(server.closes).isEmpty();
        }
    }

    @Test
    void above_so_many_frames_a_second_the_rest_waits() {
        try (WebSocketEngineClient client = connect()) {
            int frames = 3 * EngineSettings.defaults().maxFramesPerSecond();
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < frames; i++) {
                flood.writeBytes(WebSocketEngineClient.frame(WebSocketEngineClient.FIN | 0x9, new byte[0]));
            }
            flood.writeBytes(WebSocketEngineClient.frame(
                    WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT,
                    "42[\"echo\",\"behind\"]".getBytes(StandardCharsets.US_ASCII)));
            long start = System.nanoTime();

            client.sendHalf(flood.toByteArray());

            await().atMost(Duration.ofSeconds(15)).until(() -> server.events.contains("behind"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1900));
            assertThat(server.closes).isEmpty();
            assertThat(server.inboundBytes()).isZero();
        }
    }

    /** The last frame before the pause is a ping, after which Netty asks to read on. */
    @Test
    void nothing_is_read_while_the_rest_waits() throws Exception {
        try (WebSocketEngineClient client = connect()) {
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < EngineSettings.defaults().maxFramesPerSecond() - 10; i++) {
                flood.writeBytes(WebSocketEngineClient.frame(WebSocketEngineClient.FIN | 0x9, new byte[0]));
            }
            client.sendHalf(flood.toByteArray());
            Thread sender = new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    client.sendFrame(WebSocketEngineClient.FIN | 0x9, new byte[0]);
                }
                for (int i = 0; i < 300; i++) {
                    client.send("42[\"nothing\",\"" + "x".repeat(60_000) + "\"]");
                }
                client.send("42[\"echo\",\"behind\"]");
            });
            sender.start();
            long most = 0;
            long end = System.nanoTime() + SOON.toNanos();
            while (System.nanoTime() < end && !server.events.contains("behind")) {
                most = Math.max(most, server.inboundBytes());
                Thread.sleep(1);
            }
            sender.join();

            assertThat(most).isBetween(1L, 128 * 1024L);
            await().atMost(SOON).until(() -> server.events.contains("behind"));
        }
    }

    @Test
    void in_a_crowd_a_connection_without_a_request_is_closed_after_a_second() throws Exception {
        int allowed = EngineSettings.defaults().maxWaitingConnectionsPerAddress();
        Socket[] sockets = new Socket[allowed + 40];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = new Socket("localhost", server.port());
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.rejections)
                        .hasSize(40)
                        .containsOnly("too many connections without a request"));
        assertThat(RawHttp.get(server.port(), "/socket.io/?EIO=4&transport=polling"))
                .startsWith("HTTP/1.1 200");
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Sending {
        void to(WebSocketEngineClient client);
    }

    private void assertSlow(Sending half) {
        try (WebSocketEngineClient client = connect()) {
            half.to(client);
            assertThat(client.socketClosesWithin(SOON)).isTrue();
            await().atMost(SOON).untilAsserted(() -> assertThat(server.closes).containsExactly(CloseReason.TOO_SLOW));
            assertThat(server.rejections).containsExactly(TOO_SLOW);
            await().atMost(SOON).until(() -> server.inboundBytes() == 0);
        }
    }

    private WebSocketEngineClient connect() {
        return connect(server);
    }

    private static WebSocketEngineClient connect(EchoServer server) {
        return (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, 4);
    }

    private static Socket post(EchoServer server, EngineClient client, int length) throws IOException {
        Socket socket = new Socket("localhost", server.port());
        socket.getOutputStream()
                .write(RawHttp.head(
                                "POST",
                                "/socket.io/?EIO=4&transport=polling&sid=" + client.sid(),
                                "Content-Length: " + length)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static Duration closesWhileSending(Socket socket, int bytes, int pauseMillis) throws Exception {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < SOON.toNanos()) {
                socket.getOutputStream().write(new byte[bytes]);
                Thread.sleep(pauseMillis);
            }
        } catch (IOException closed) {
            return Duration.ofNanos(System.nanoTime() - start);
        }
        throw new AssertionError("Still open");
    }
}
