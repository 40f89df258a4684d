package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

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

class PulseTest {

    private static final int NOTHING_SCHEDULED = -1;
    private static final int PONG_MILLIS = 20;
    private static final Duration GAP = Duration.ofMillis(320);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop eventLoop = mock(EventLoop.class, delegatesTo(channel.eventLoop()));
    private GuardSettings settings = GuardSettings.defaults();
    private Pulse pulse = new Pulse(eventLoop, settings.pingInterval());

    private final class Client {

        int pings;
        int silences;
        final Heartbeat heartbeat = new Heartbeat(eventLoop, pulse, settings, this::ping, this::giveUp);
        Runnable onPing = this::answer;

        Client start() {
            heartbeat.start();
            return this;
        }

        private void ping() {
            pings++;
            onPing.run();
        }

        private void giveUp() {
            silences++;
            heartbeat.stop();
        }

        private void answer() {
            channel.eventLoop().schedule(heartbeat::heard, PONG_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @Test
    void everybody_beats_once_an_interval_whenever_they_came_and_needs_no_timer() {
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
    void nobody_beats_right_after_coming() {
        new Client().start();
        pass(Duration.ofMillis(GAP.toMillis() * 3 / 2));
        Client client = new Client().start();
        pass(settings.pingInterval().minus(GAP));
        assertThat(client.pings).isZero();
        pass(GAP);
        assertThat(client.pings).isOne();
    }

    /** In one, two and three groups, and in as many as there can be. */
    @ParameterizedTest
    @ValueSource(ints = {400, 500, 750, 25_000})
    void who_is_not_heard_any_more_is_given_up_in_time_and_nobody_else(int intervalMillis) {
        settings = settings.withPingInterval(Duration.ofMillis(intervalMillis))
                .withPingTimeout(Duration.ofMillis(intervalMillis * 6 / 10));
        pulse = new Pulse(eventLoop, settings.pingInterval());
        for (int i = 0; i < 50; i++) {
            Client client = new Client().start();
            Client silent = new Client().start();
            pass(settings.pingInterval().multipliedBy(50 + i).dividedBy(50));
            silent.onPing = () -> {};
            pass(Duration.ofMillis(PONG_MILLIS));
            silent.heartbeat.heard();
            pass(settings.pingInterval().plus(settings.pingTimeout()).minusMillis(1));
            assertThat(silent.silences).isZero();
            pass(Duration.ofMillis(1));
            assertThat(silent.silences).isOne();
            pass(settings.pingInterval().multipliedBy(3));
            assertThat(client.silences).isZero();
            silent.heartbeat.stop();
            client.heartbeat.stop();
        }
    }

    @Test
    void who_ends_while_others_beat_is_left_out_and_they_go_on() {
        List<Client> clients =
                IntStream.range(0, 20).mapToObj(i -> new Client().start()).toList();
        clients.forEach(client -> client.onPing = () -> {
            client.heartbeat.heard();
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
    void who_is_in_trouble_stops_nobody_else() {
        List<Client> clients =
                IntStream.range(0, 20).mapToObj(i -> new Client().start()).toList();
        clients.subList(0, 10)
                .forEach(client -> client.onPing = () -> {
                    throw new IllegalStateException("in trouble");
                });
        pass(settings.pingInterval().multipliedBy(3));
        assertThat(clients.subList(0, 10)).extracting(client -> client.silences).containsOnly(1);
        assertThat(clients.subList(10, 20)).extracting(client -> client.pings).containsOnly(3);
        assertThat(clients.subList(10, 20))
                .extracting(client -> client.silences)
                .containsOnly(0);
    }

    @Test
    void nothing_wakes_its_thread_for_nobody() {
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
