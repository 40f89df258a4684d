package dev.porchlight.socket.engine.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.PollingEngineClient;
import io.netty.util.ResourceLeakDetector;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class PollingTest {

    private static final int BURST = 120;
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void all_packets_of_a_batch_arrive_in_order(int version) {
        try (PollingEngineClient client = connect(version)) {
            String[] packets = IntStream.range(0, BURST)
                    .mapToObj(i -> "42[\"echo\",\"" + i + " äöü 你好 \uD83D\uDC4B\uD83C\uDFFD\"]")
                    .toArray(String[]::new);

            client.send(packets);

            for (String packet : packets) {
                assertThat(client.nextMessage()).isEqualTo(packet);
            }
        }
    }

    @Test
    void a_batch_is_received_before_its_response() {
        try (PollingEngineClient client = connect(4)) {
            int loops = 4 * Runtime.getRuntime().availableProcessors();
            List<Boolean> dispatched = new ArrayList<>();
            for (int i = 0; i < loops; i++) {
                client.send("42[\"slow\",\"batch " + i + "\"]");
                dispatched.add(server.events.contains("batch " + i));
            }

            // Netty assigns connections to event loops in turn: few of these posts came over the session's own.
            assertThat(dispatched).containsOnly(true);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void pushes_queued_between_polls_arrive_in_order(int version) {
        try (PollingEngineClient client = connect(version)) {
            for (int i = 0; i < BURST; i++) {
                server.client(client.sid()).sendEvent("push", i);
            }

            for (int i = 0; i < BURST; i++) {
                assertThat(client.nextMessage()).isEqualTo("42[\"push\"," + i + "]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void a_newer_poll_replaces_the_waiting_one(int version) {
        try (PollingEngineClient client = connect(version)) {
            CompletableFuture<HttpResponse<String>> older = client.pollOnce();
            await().during(Duration.ofMillis(500)).until(() -> !older.isDone());
            CompletableFuture<HttpResponse<String>> newer = client.pollOnce();

            assertThat(older).succeedsWithin(Duration.ofSeconds(10)).satisfies(response -> {
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(version == 4 ? "6" : "1:6");
            });
            server.client(client.sid()).sendEvent("push", "x");
            assertThat(newer)
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(response -> assertThat(response.body()).contains("42[\"push\",\"x\"]"));
        }
    }

    @Test
    void an_aborted_poll_ends_the_session() {
        PollingEngineClient client = connect(4);
        // The server has the poll by then.
        assertThat(client.poll(Duration.ofSeconds(1))).isNull();

        client.close();

        server.assertDisconnectedOnce(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u001e", "42[\"echo\",1]\u001e451-[\"x\"]", "garbage"})
    void a_malformed_batch_is_rejected_and_ends_the_session(String body) {
        try (PollingEngineClient client = connect(4)) {
            int before = server.events.size();

            assertThat(client.post(body).statusCode()).isEqualTo(400);
            assertThat(client.endsWithin(Duration.ofSeconds(3))).isTrue();
            server.assertDisconnectedOnce(client);
            assertThat(server.events).hasSize(before);
        }
    }

    @Test
    void batches_leak_no_buffers() {
        ListAppender<ILoggingEvent> leaks = new ListAppender<>();
        leaks.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        logger.addAppender(leaks);
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try {
            for (int session = 0; session < 2; session++) {
                try (PollingEngineClient client = connect(4)) {
                    for (int i = 0; i < 5; i++) {
                        client.send(
                                Collections.nCopies(20, "42[\"echo\",\"x\"]").toArray(String[]::new));
                    }
                    client.post("not\u001evalid");
                }
                System.gc();
            }
            try (PollingEngineClient client = connect(4)) {
                client.send("42[\"echo\",\"report what was collected\"]");
            }
        } finally {
            ResourceLeakDetector.setLevel(before);
            logger.detachAppender(leaks);
        }

        assertThat(leaks.list).isEmpty();
    }

    private static PollingEngineClient connect(int version) {
        return (PollingEngineClient) EngineClient.connect(server.port(), Transport.POLLING, version);
    }
}
