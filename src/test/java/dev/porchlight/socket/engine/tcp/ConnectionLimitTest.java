package dev.porchlight.socket.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of sessions and TCP connections, per key and in total. */
class ConnectionLimitTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private final List<AutoCloseable> open = new ArrayList<>();
    private EchoServer server;

    @BeforeEach
    void start() {
        server = EchoServer.start(EngineSettings.defaults().withMaxConnectionsPerAddress(3));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_fourth_session_is_rejected_until_one_ends(Transport transport) {
        List<EngineClient> clients = List.of(connect(transport), connect(transport), connect(transport));

        assertThat(RawHttp.get(server.port(), POLLING, "Origin: https://shop.example"))
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("Access-Control-Allow-Origin: https://shop.example")
                .endsWith("{\"code\":4,\"message\":\"Too many connections from your address\"}");
        assertThat(RawHttp.get(server.port(), "/socket.io/?EIO=4&transport=websocket", WebSocketEngineClient.REQUEST))
                .startsWith("HTTP/1.1 429");
        clients.get(0).send("42[\"echo\",\"still here\"]");
        assertThat(clients.get(0).nextMessage()).isEqualTo("42[\"echo\",\"still here\"]");

        clients.get(1).send("1");

        await().atMost(SOON).until(() -> server.sessions() == 2);
        connect(transport);
        assertThat(RawHttp.get(server.port(), POLLING)).startsWith("HTTP/1.1 429");
    }

    @Test
    void failed_handshakes_are_not_counted() {
        for (int i = 0; i < 10; i++) {
            RawHttp.get(server.port(), "/socket.io/?EIO=4&transport=websocket", "Upgrade: websocket");
            RawHttp.exchange(
                    server.port(),
                    RawHttp.head("GET", "/socket.io/?EIO=4&transport=websocket", withoutKey()) + "garbage");
        }

        connect(Transport.WEBSOCKET);
        connect(Transport.POLLING);
        connect(Transport.WEBSOCKET);
        assertThat(RawHttp.get(server.port(), POLLING)).startsWith("HTTP/1.1 429");
    }

    @Test
    void a_peer_has_three_connections_for_each_session() throws Exception {
        List<Socket> admitted = admitted(10);
        assertThat(admitted).hasSize(9).noneMatch(ConnectionLimitTest::hasEnded);
        admitted.get(0).close();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> RawHttp.get(server.port(), POLLING).startsWith("HTTP/1.1 200"));
    }

    @Test
    void the_total_of_sessions_is_limited_whatever_their_keys() throws Exception {
        server.close();
        server = EchoServer.start(EngineSettings.defaults().withMaxConnections(2), new NoLimitKeys());
        EngineClient first = connect(Transport.WEBSOCKET);
        connect(Transport.POLLING);

        assertThat(RawHttp.get(server.port(), POLLING))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"code\":4,\"message\":\"Too many connections\"}");
        assertThat(RawHttp.get(server.port(), "/socket.io/?EIO=4&transport=websocket", WebSocketEngineClient.REQUEST))
                .startsWith("HTTP/1.1 503");

        first.send("1");
        await().atMost(SOON).until(() -> server.sessions() == 1);
        connect(Transport.WEBSOCKET);
    }

    @Test
    void there_are_three_times_as_many_connections_as_sessions_in_total() throws Exception {
        server.close();
        server = EchoServer.start(EngineSettings.defaults().withMaxConnections(2), new NoLimitKeys());

        assertThat(admitted(7)).hasSize(6).noneMatch(ConnectionLimitTest::hasEnded);
    }

    @Test
    void an_upgraded_session_counts_once() {
        EngineClient polling = connect(Transport.POLLING);
        connect(Transport.POLLING);
        connect(Transport.WEBSOCKET);
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            webSocket.send("2probe", "5", "42[\"echo\",\"upgraded\"]");
            assertThat(webSocket.poll(SOON)).isEqualTo("3probe");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"upgraded\"]");
            assertThat(RawHttp.get(server.port(), POLLING)).startsWith("HTTP/1.1 429");
        }
        await().atMost(SOON).until(() -> server.sessions() == 2);
        connect(Transport.POLLING);
        assertThat(RawHttp.get(server.port(), POLLING)).startsWith("HTTP/1.1 429");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_limit_key_decides_what_is_counted_together(boolean sharedKey) {
        server.close();
        server = EchoServer.start(EngineSettings.defaults().withMaxConnectionsPerAddress(3), new NoLimitKeys() {
            @Override
            public @Nullable LimitKey sessionLimitKey(InetAddress client, HttpHeaders headers) {
                return sharedKey ? LimitKey.of("shared") : null;
            }
        });
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            admitted += RawHttp.get(server.port(), POLLING).startsWith("HTTP/1.1 200") ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(sharedKey ? 3 : 10);
    }

    @Test
    void a_household_has_four_times_and_a_site_sixteen_times_the_limit_of_a_client() {
        server.close();
        AtomicInteger client = new AtomicInteger();
        server = EchoServer.start(EngineSettings.defaults().withMaxConnectionsPerAddress(1), new NoLimitKeys() {
            @Override
            public @Nullable LimitKey sessionLimitKey(InetAddress ignored, HttpHeaders headers) {
                int next = client.getAndIncrement();
                LimitKey site = new LimitKey("site", 16, null);
                return new LimitKey(next, 1, new LimitKey("household " + next / 10, 4, site));
            }
        });
        List<Integer> admitted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            if (RawHttp.get(server.port(), POLLING).startsWith("HTTP/1.1 200")) {
                admitted.add(i);
            }
        }

        assertThat(admitted).containsExactly(0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33);
    }

    /** No key has a limit. */
    private static class NoLimitKeys implements ClientAddresses {

        @Override
        public InetAddress resolve(InetAddress peer, HttpHeaders headers) {
            return peer;
        }

        @Override
        public @Nullable LimitKey connectionLimitKey(InetAddress peer) {
            return null;
        }

        @Override
        public @Nullable LimitKey sessionLimitKey(InetAddress client, HttpHeaders headers) {
            return null;
        }
    }

    /** Opens connections, one above the limit. That one is not always the last, as several threads accept them. */
    private List<Socket> admitted(int count) throws IOException {
        List<Socket> admitted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket("localhost", server.port());
            socket.setSoTimeout(50);
            open.add(socket);
            admitted.add(socket);
        }
        await().atMost(SOON).until(() -> admitted.removeIf(ConnectionLimitTest::hasEnded));
        return admitted;
    }

    private EngineClient connect(Transport transport) {
        EngineClient client = EngineClient.connect(server.port(), transport, 4);
        open.add(client);
        return client;
    }

    /** Headers that pass the request rules and fail the WebSocket handshake. */
    private static String[] withoutKey() {
        String[] headers = WebSocketEngineClient.REQUEST.clone();
        headers[3] = "Sec-WebSocket-Key: short";
        return headers;
    }

    private static boolean hasEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
