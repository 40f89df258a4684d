package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.junit.jupiter.api.DisplayName;
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
    @DisplayName("Of many packets in one batch, each way, all arrive in order (rows 5 and 6)")
    void batches(int version) {
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
    @DisplayName("A batch is on its way before it is answered, or the client's next one could overtake it")
    void batchesAreHeardBeforeTheyAreAnswered() {
        try (PollingEngineClient client = connect(4)) {
            int loops = 4 * Runtime.getRuntime().availableProcessors();
            List<Boolean> heard = new ArrayList<>();
            for (int i = 0; i < loops; i++) {
                client.send("42[\"slow\",\"batch " + i + "\"]");
                heard.add(server.events.contains("batch " + i));
            }

            // Connections take turns among the I/O threads: some of these posts came by the session's own.
            assertThat(heard).contains(true);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    @DisplayName("Pushes from another thread that pile up between polls all arrive in order (row 6)")
    void pushes(int version) {
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
    @DisplayName("Of two polls at once the older is answered and the newer waits (row 23)")
    void concurrentPolls(int version) {
        try (PollingEngineClient client = connect(version)) {
            CompletableFuture<HttpResponse<String>> older = client.pollOnce();
            await().during(Duration.ofMillis(200)).until(() -> !older.isDone());
            CompletableFuture<HttpResponse<String>> newer = client.pollOnce();

            assertThat(older).succeedsWithin(Duration.ofSeconds(3)).satisfies(response -> {
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(version == 4 ? "6" : "1:6");
            });
            server.client(client.sid()).sendEvent("push", "x");
            assertThat(newer)
                    .succeedsWithin(Duration.ofSeconds(3))
                    .satisfies(response -> assertThat(response.body()).contains("42[\"push\",\"x\"]"));
        }
    }

    @Test
    @DisplayName("A poll that the client gives up ends its session (row 23)")
    void abandonedPolls() {
        PollingEngineClient client = connect(4);
        assertThat(client.poll(Duration.ofMillis(300))).isNull();

        client.close();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(server.disconnects(client.sid())).isEqualTo(1));
    }

    @Test
    @DisplayName("A malformed batch is refused as a whole and ends the session (rows 8, 14 and 21)")
    void malformedBatches() {
        for (String body : List.of("", "\u001e", "42[\"echo\",1]\u001e451-[\"x\"]", "garbage")) {
            try (PollingEngineClient client = connect(4)) {
                int before = server.events.size();

                assertThat(client.post(body).statusCode()).isEqualTo(400);
                assertThat(client.endsWithin(Duration.ofSeconds(3))).isTrue();
                assertThat(server.disconnects(client.sid())).isEqualTo(1);
                assertThat(server.events).hasSize(before);
            }
        }
    }

    @Test
    @DisplayName("Batches of protocol 4 leak no memory (row 12)")
    void batchesDoNotLeak() {
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
