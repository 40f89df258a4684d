package dev.porchlight.socket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.reset;

import dev.porchlight.ApplicationTest;
import dev.porchlight.chat.ChatService;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.ThreadPerTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** Before a stop all clients get a draining event and are closed one after the other, after the replies they wait for. */
@TestPropertySource(properties = "porchlight.socket.drain=2s")
class DrainingTest extends ApplicationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @MockitoSpyBean
    private ChatService chats;

    private final List<EngineClient> engines = new ArrayList<>();
    private final Executor threads = new ThreadPerTask();
    private final CountDownLatch storeAnswers = new CountDownLatch(1);

    @AfterEach
    void restart() {
        storeAnswers.countDown();
        reset(chats);
        engines.forEach(EngineClient::close);
        sockets.stop();
        sockets.start();
    }

    @Test
    void all_get_the_draining_event_and_are_closed_spread_over_time() throws Exception {
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        CountDownLatch listening = new CountDownLatch(12);
        for (Transport transport : Transport.values()) {
            for (int version : new int[] {3, 4, 3, 4, 3, 4}) {
                EngineClient engine = EngineClient.connect(sockets.port(), transport, version);
                engines.add(engine);
                // A polling client has a pending poll from now on.
                assertThat(engine.poll(Duration.ofMillis(100))).isNull();
                ends.add(CompletableFuture.supplyAsync(
                        () -> {
                            listening.countDown();
                            assertThat(engine.nextMessage()).isEqualTo("42[\"draining\",{\"within\":2}]");
                            assertThat(engine.endsWithin(PATIENCE)).isTrue();
                            return System.nanoTime();
                        },
                        threads));
            }
        }

        assertThat(listening.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(sockets::stop, threads);

        List<Long> times = new ArrayList<>();
        for (CompletableFuture<Long> end : ends) {
            times.add(end.get(20, TimeUnit.SECONDS));
        }
        stopped.get(20, TimeUnit.SECONDS);
        times.sort(null);
        // Twelve are due over 2 s, so the last is 1.8 s behind the first; a thread that reads late measures less.
        assertThat(times.get(11) - times.get(0)).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void new_connections_are_refused_and_readiness_is_down() throws Exception {
        int socketPort = sockets.port();
        for (int i = 0; i < 8; i++) {
            engines.add(EngineClient.connect(socketPort, Transport.WEBSOCKET, 4));
        }
        assertThat(rest().get("/actuator/health/readiness").status()).isEqualTo(200);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(sockets::stop, threads);
        for (EngineClient engine : engines) {
            assertThat(engine.nextMessage()).contains("draining");
        }

        assertThat(rest().get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(rest().get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(RawHttp.get(socketPort, "/socket.io/?EIO=4&transport=polling"))
                .startsWith("HTTP/1.1 503 ")
                .contains("\"code\":4");
        stopped.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_request_that_has_begun_is_answered_before_its_connection_closes() throws Exception {
        GuestChat chat = newChat(newOwner());
        CountDownLatch underWay = new CountDownLatch(1);
        doAnswer(call -> {
                    underWay.countDown();
                    storeAnswers.await();
                    return call.callRealMethod();
                })
                .when(chats)
                .send(any(), any(), any(), any());
        int ack = chat.client().send("newMessage", "{\"chatId\":\"" + chat.id() + "\",\"message\":\"last message\"}");
        assertThat(underWay.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(sockets::stop, threads);
        chat.client().next("draining");
        storeAnswers.countDown();

        assertThat(Stream.generate(() -> chat.client().engine().nextMessage())
                        .filter(message -> message.startsWith("43" + ack))
                        .findFirst()
                        .orElseThrow())
                .contains("Message added");
        assertThat(chat.client().engine().endsWithin(PATIENCE)).isTrue();
        stopped.get(20, TimeUnit.SECONDS);
    }
}
