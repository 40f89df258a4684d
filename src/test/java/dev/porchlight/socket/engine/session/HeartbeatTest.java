package dev.porchlight.socket.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.porchlight.socket.engine.config.EngineSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {

    private static final int NOTHING_SCHEDULED = -1;
    private static final int PONG_MILLIS = 20;
    private static final Duration TICK = Duration.ofMillis(320);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop eventLoop = mock(EventLoop.class, delegatesTo(channel.eventLoop()));
    private EngineSettings settings = EngineSettings.defaults();
    private HeartbeatScheduler scheduler = new HeartbeatScheduler(eventLoop, settings.pingInterval());

    private final class Client {

        int pings;
        int timeouts;
        final Heartbeat heartbeat = new Heartbeat(eventLoop, scheduler, settings, this::ping, this::timeOut);
        Runnable onPing = this::answer;

        Client start() {
            heartbeat.start();
            return this;
        }

        private void ping() {
            pings++;
            onPing.run();
        }

        private void timeOut() {
            timeouts++;
            heartbeat.stop();
        }

        private void answer() {
            channel.eventLoop().schedule(heartbeat::packetReceived, PONG_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @BeforeEach
    void freeze_time() {
        channel.freezeTime();
    }

    @Test
    void each_session_pings_once_an_interval_without_a_timer_of_its_own() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(new Client().start());
            pass(Duration.ofMillis(137));
        }
        int[] before = clients.stream().mapToInt(client -> client.pings).toArray();
        for (int intervals = 1; intervals <= 3; intervals++) {
            pass(settings.pingInterval());
            int soFar = intervals;
            assertThat(IntStream.range(0, clients.size()).map(i -> clients.get(i).pings - before[i]))
                    .containsOnly(soFar);
        }
        verify(eventLoop, never()).schedule(any(Runnable.class), anyLong(), any());
    }

    @Test
    void a_new_session_does_not_ping_at_once() {
        new Client().start();
        pass(Duration.ofMillis(TICK.toMillis() * 3 / 2));
        Client client = new Client().start();
        pass(settings.pingInterval().minus(TICK));
        assertThat(client.pings).isZero();
        pass(TICK);
        assertThat(client.pings).isOne();
    }

    /** With one, two and three slots, and with the most there can be. */
    @ParameterizedTest
    @ValueSource(ints = {400, 500, 750, 25_000})
    void a_silent_client_times_out_on_time_and_no_other_does(int intervalMillis) {
        settings = settings.withPingInterval(Duration.ofMillis(intervalMillis))
                .withPingTimeout(Duration.ofMillis(intervalMillis * 6 / 10));
        scheduler = new HeartbeatScheduler(eventLoop, settings.pingInterval());
        for (int i = 0; i < 50; i++) {
            Client client = new Client().start();
            Client silent = new Client().start();
            pass(settings.pingInterval().multipliedBy(50 + i).dividedBy(50));
            silent.onPing = () -> {};
            pass(Duration.ofMillis(PONG_MILLIS));
            silent.heartbeat.packetReceived();
            pass(settings.pingInterval().plus(settings.pingTimeout()).minusMillis(1));
            assertThat(silent.timeouts).isZero();
            pass(Duration.ofMillis(1));
            assertThat(silent.timeouts).isOne();
            pass(settings.pingInterval().multipliedBy(3));
            assertThat(client.timeouts).isZero();
            silent.heartbeat.stop();
            client.heartbeat.stop();
        }
    }

    @Test
    void a_session_stopped_during_a_tick_is_skipped() {
        List<Client> clients =
                IntStream.range(0, 20).mapToObj(i -> new Client().start()).toList();
        clients.forEach(client -> client.onPing = () -> {
            client.heartbeat.packetReceived();
            clients.subList(0, 10).forEach(other -> other.heartbeat.stop());
        });
        pass(settings.pingInterval().multipliedBy(3));
        assertThat(clients.subList(0, 10).stream()
                        .mapToInt(client -> client.pings)
                        .sum())
                .isLessThan(2);
        assertThat(clients.subList(10, 20)).extracting(client -> client.pings).containsOnly(3);
    }

    @Test
    void an_exception_in_one_session_does_not_affect_others() {
        List<Client> clients =
                IntStream.range(0, 20).mapToObj(i -> new Client().start()).toList();
        clients.subList(0, 10)
                .forEach(client -> client.onPing = () -> {
                    throw new IllegalStateException("a failing ping");
                });
        pass(settings.pingInterval().multipliedBy(3));
        assertThat(clients.subList(0, 10)).extracting(client -> client.timeouts).containsOnly(1);
        assertThat(clients.subList(10, 20)).extracting(client -> client.pings).containsOnly(3);
        assertThat(clients.subList(10, 20))
                .extracting(client -> client.timeouts)
                .containsOnly(0);
    }

    @Test
    void no_timer_runs_without_sessions() {
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
        Client client = new Client().start();
        assertThat(channel.runScheduledPendingTasks()).isPositive();
        client.heartbeat.stop();
        client.heartbeat.stop();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
        pass(settings.pingInterval().multipliedBy(3));
        new Client().start();
        pass(settings.pingInterval());
        assertThat(client.pings).isZero();
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 5) {
            channel.advanceTimeBy(Math.min(left, 5), TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
