package dev.porchlight.socket.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.Connections;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.PollingEngineClient;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    /** How many packets writers may be ahead of a client that cannot read in time. */
    private static final int LEAD = 2000;

    private static final int EVENT_LOOPS = 2 * Runtime.getRuntime().availableProcessors();
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(EngineSettings.defaults().withMaxPendingPackets(2 * LEAD));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void a_polling_session_upgrades_to_a_WebSocket(int version) {
        PollingEngineClient polling = connect(version);
        SocketIOClient client = server.client(polling.sid());
        try (WebSocketEngineClient webSocket = probed(polling)) {
            polling.send("42[\"echo\",\"posted \uD83D\uDC4B\"]");
            assertThat(polling.nextMessage()).isEqualTo("42[\"echo\",\"posted \uD83D\uDC4B\"]");
            assertThat(client.getTransport()).isEqualTo(Transport.POLLING);
            client.sendEvent("push", "waits for the switch");

            webSocket.send("5", "42[\"echo\",\"sent \uD83D\uDC4B\"]");

            assertThat(webSocket.nextMessage()).isEqualTo("42[\"push\",\"waits for the switch\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"sent \uD83D\uDC4B\"]");
            assertThat(client.getTransport()).isEqualTo(Transport.WEBSOCKET);
            assertThat(polling.pollOnce().join().statusCode()).isEqualTo(400);
            assertThat(polling.post("42[\"echo\",\"too late\"]").body()).contains("\"code\":3");
            assertThat(RawHttp.get(server.port(), uri(polling), WebSocketEngineClient.REQUEST))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":3");
            webSocket.send("42[\"echo\",\"still here\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"still here\"]");
            assertThat(server.events).doesNotContain("too late");
            assertThat(server.disconnects(polling.sid())).isZero();
        }
        server.assertDisconnectedOnce(polling);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void concurrent_writes_during_an_upgrade_arrive_once_and_in_order(int version) throws Exception {
        List<EngineClient> relays = IntStream.range(0, EVENT_LOOPS)
                .mapToObj(i -> EngineClient.connect(server.port(), EngineClient.Transport.WEBSOCKET, 4))
                .toList();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < 5; round++) {
                PollingEngineClient polling = connect(version);
                SocketIOClient client = server.client(polling.sid());
                List<Consumer<String>> senders = new ArrayList<>();
                senders.add(text -> client.sendEvent("push", text));
                senders.add(text -> client.sendEvent("push", text));
                // A relay on each event loop, so that one writes on that of the WebSocket.
                relays.forEach(relay -> senders.add(text ->
                        relay.send("42[\"relay\",{\"to\":\"" + polling.sid() + "\",\"text\":\"" + text + "\"}]")));
                AtomicBoolean enough = new AtomicBoolean();
                Semaphore lead = new Semaphore(LEAD);
                List<Future<List<String>>> written = IntStream.range(0, senders.size())
                        .mapToObj(i -> threads.submit(() -> write(senders.get(i), "42[\"push\",\"" + i, lead, enough)))
                        .toList();

                List<String> received = receive(polling, lead, enough, written);

                for (int i = 0; i < senders.size(); i++) {
                    String start = "42[\"push\",\"" + i;
                    assertThat(received.stream().filter(text -> text.startsWith(start + "-")))
                            .containsExactlyElementsOf(written.get(i).get());
                }
            }
        } finally {
            threads.shutdownNow();
            relays.forEach(EngineClient::close);
        }
    }

    private static List<String> write(Consumer<String> sender, String start, Semaphore lead, AtomicBoolean enough)
            throws InterruptedException {
        List<String> written = new ArrayList<>();
        while (!enough.get()) {
            lead.acquire();
            String packet = start + "-" + written.size() + "\"]";
            sender.accept(packet.substring("42[\"push\",\"".length(), packet.length() - 2));
            written.add(packet);
            LockSupport.parkNanos(20_000);
        }
        return written;
    }

    /** Polls, upgrades while the writers go on, and reads until everything has arrived. */
    private static List<String> receive(
            PollingEngineClient polling, Semaphore lead, AtomicBoolean enough, List<Future<List<String>>> written)
            throws Exception {
        List<String> received = new ArrayList<>() {
            @Override
            public boolean add(String packet) {
                lead.release();
                return super.add(packet);
            }
        };
        while (received.size() < 300) {
            received.add(polling.nextMessage());
        }
        try (WebSocketEngineClient webSocket = probed(polling)) {
            // The rest of one response; no time means that it does not poll again.
            for (String packet; (packet = polling.poll(Duration.ZERO)) != null; ) {
                received.add(packet);
            }
            webSocket.send("5");
            for (int i = 0; i < 300; i++) {
                received.add(webSocket.nextMessage());
            }
            enough.set(true);
            lead.release(LEAD);
            int total = 0;
            for (Future<List<String>> texts : written) {
                total += texts.get().size();
            }
            while (received.size() < total) {
                received.add(webSocket.nextMessage());
            }
            assertThat(webSocket.pollMessage(Duration.ofMillis(50))).isNull();
        }
        return received;
    }

    @Test
    void a_waiting_poll_gets_a_NOOP_every_100_ms_after_the_probe() {
        PollingEngineClient polling = connect(4);
        CompletableFuture<HttpResponse<String>> poll = polling.pollOnce();
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            await().during(Duration.ofMillis(300)).until(() -> !poll.isDone());

            webSocket.send("2probe");

            assertThat(webSocket.poll(SOON)).isEqualTo("3probe");
            assertNoop(poll);
            assertNoop(polling.pollOnce());
            assertNoop(polling.pollOnce());
            CompletableFuture<HttpResponse<String>> last = polling.pollOnce();
            server.client(polling.sid()).sendEvent("push", "x");
            assertThat(last)
                    .succeedsWithin(SOON)
                    .satisfies(answer -> assertThat(answer.body()).contains("42[\"push\",\"x\"]"));
        }
    }

    @Test
    void a_poll_waiting_at_the_upgrade_is_answered() {
        PollingEngineClient polling = connect(4);
        CompletableFuture<HttpResponse<String>> poll = polling.pollOnce();
        await().during(Duration.ofMillis(500)).until(() -> !poll.isDone());
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            webSocket.send("2probe", "5", "42[\"echo\",\"x\"]");

            assertThat(webSocket.poll(SOON)).isEqualTo("3probe");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"x\"]");
            assertNoop(poll);
            assertThat(webSocket.pollMessage(Duration.ofMillis(300))).isNull();
            webSocket.send("42[\"echo\",\"y\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"y\"]");
        }
    }

    @Test
    void a_push_before_the_close_follows_the_client_to_the_WebSocket() {
        PollingEngineClient polling = connect(4);
        try (WebSocketEngineClient webSocket = probed(polling)) {
            SocketIOClient closed = server.client(polling.sid());
            closed.sendEvent("sessionEnded", "logout");
            Connections.close(closed, CloseReason.SERVER_DISCONNECT);
            server.assertDisconnectedOnce(polling);

            webSocket.send("5");

            assertThat(webSocket.nextMessage()).isEqualTo("42[\"sessionEnded\",\"logout\"]");
            assertThat(webSocket.endsWithin(Duration.ofSeconds(2))).isTrue();
        }
        server.assertDisconnectedOnce(polling);
    }

    private static void assertNoop(CompletableFuture<HttpResponse<String>> poll) {
        assertThat(poll)
                .succeedsWithin(SOON)
                .satisfies(answer -> assertThat(answer.body()).isEqualTo("6"));
    }

    private static PollingEngineClient connect(int version) {
        return (PollingEngineClient) EngineClient.connect(server.port(), EngineClient.Transport.POLLING, version);
    }

    private static WebSocketEngineClient probed(EngineClient polling) {
        WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling);
        webSocket.send("2probe");
        assertThat(webSocket.poll(SOON)).isEqualTo("3probe");
        return webSocket;
    }

    private static String uri(EngineClient polling) {
        return "/socket.io/?EIO=4&transport=websocket&sid=" + polling.sid();
    }
}
