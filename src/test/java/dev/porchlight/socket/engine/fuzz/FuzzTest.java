package dev.porchlight.socket.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import dev.porchlight.socket.engine.EngineServer;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whatever clients send, the guard serves the others, lets nothing through that is not an event, and is afterwards as it
 * was before.
 *
 * <p>Everything goes through real sockets. An input is one HTTP request, one WebSocket message or frame, or one packet of
 * a polling batch, made up by a grammar and often damaged. What only makes them possible is not counted: the handshakes
 * of sessions, CONNECT, good-byes, and the echo that a WebSocket is asked for after each burst of one to six messages to
 * see whether it is still served. Of a burst that ended the connection or left it silent, one message is counted, since
 * those behind it may not have been looked at. So may be packets of a batch and requests of a connection that are behind
 * one that was refused; they are counted.
 *
 * <p>A failure names the seed and the script (see {@link FuzzScript}), and {@code ./mvnw test -Plong
 * -Dtest=FuzzTest#one_script -Dfuzz.seed=… -Dfuzz.script=…} plays that one again, as far as it does not depend on when
 * the server answered.
 */
class FuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_240_229);
    private static final int WARM_UP_INPUTS = 3_000;
    private static final int PARANOID_SHARE = 10;
    private static final int FEW = 2;

    private final FuzzOracle judge = new FuzzOracle(SEED);
    private final LongAdder inputs = new LongAdder();
    private final AtomicLong nextScript = new AtomicLong();
    private EngineServer server;

    @BeforeEach
    void start() {
        server =
                new EngineServer(settings(), new JacksonJsonSupport(), (peer, headers) -> peer, new EngineMetrics() {});
        server.addConnectListener(judge::connected);
        server.addDisconnectListener(judge::disconnected);
        server.addEventListener("echo", Object.class, (client, data, ack) -> {
            judge.event(client, data);
            if (ack.isAckRequested()) {
                ack.sendAckData(data);
            } else {
                client.sendEvent("echo", data);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void two_hundred_thousand_inputs() throws Exception {
        Report report = run(200_000, 64, 300, Duration.ofSeconds(1));

        // By the clock a thread waits for the machine too, which others may keep busy.
        assertThat(report.busyMillis()).isLessThan(2_000);
        assertThat(report.watchedBusyMillis()).isLessThan(2_000);
    }

    @Test
    @Tag("long")
    void millions_of_inputs() throws Exception {
        Report report = run(Long.getLong("fuzz.inputs", 3_000_000), 48, 10_000, Duration.ofSeconds(60));

        assertThat(report.busyMillis()).isLessThan(100);
        assertThat(report.watchedBusyMillis()).isLessThan(2_000);
        assertThat(report.stallMillis() - report.idleStallMillis()).isLessThan(100);
        assertThat(report.bystanders()).allMatch(pace -> pace.besideFew() < 2 * pace.quiet());
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "fuzz.script", matches = "\\d+")
    void one_script() throws Exception {
        try (FuzzMonitor watch = new FuzzMonitor(server)) {
            playOne(Long.getLong("fuzz.script"));

            check(watch);
        }
    }

    /**
     * @param watchedBusyMillis as the next, while Netty watches every buffer for leaks, which is many times the work
     * @param busyMillis the longest that an I/O thread worked on end beside many clients
     * @param stallMillis the longest by the clock beside few, for beside many every thread waits for the machine
     * @param idleStallMillis the same of a thread without work
     * @param bystanders how long the 99th percentile of their echoes took
     */
    private record Report(
            long watchedBusyMillis, long busyMillis, long stallMillis, long idleStallMillis, List<Pace> bystanders) {}

    /**
     * Milliseconds.
     *
     * @param besideFew who leave the machine as much time as it has when clients are elsewhere
     * @param besideMany who take all the time that the machine has, and with it that of the bystander itself
     */
    private record Pace(double quiet, double besideFew, double besideMany) {}

    /** @param unhurried how many of the inputs come from few clients, to see what the others notice */
    private Report run(long count, int atOnce, long unhurried, Duration quiet) throws Exception {
        play(WARM_UP_INPUTS, atOnce);
        inputs.reset();
        try (FuzzMonitor watch = new FuzzMonitor(server)) {
            Report report = playBesideOthers(watch, count, atOnce, unhurried, quiet);
            check(watch);
            return report;
        }
    }

    private Report playBesideOthers(FuzzMonitor watch, long count, int atOnce, long unhurried, Duration quiet)
            throws Exception {
        try (FuzzBystander one = new FuzzBystander(server.port(), Transport.WEBSOCKET, 4, judge);
                FuzzBystander two = new FuzzBystander(server.port(), Transport.WEBSOCKET, 3, judge);
                FuzzBystander three = new FuzzBystander(server.port(), Transport.POLLING, 4, judge)) {
            List<FuzzBystander> bystanders = List.of(one, two, three);
            long start = System.nanoTime();
            play(count / PARANOID_SHARE, atOnce);
            long watchedBusy = watch.busiestMillis();
            watch.relax();
            play(count - unhurried, atOnce);
            List<Double> besideMany = lap(bystanders);
            Thread.sleep(quiet.toMillis());
            List<Double> alone = lap(bystanders);
            long busy = watch.busiestMillis();
            watch.lap();
            play(count, FEW);
            List<Double> besideFew = lap(bystanders);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            List<Pace> paces = IntStream.range(0, bystanders.size())
                    .mapToObj(i -> new Pace(alone.get(i), besideFew.get(i), besideMany.get(i)))
                    .toList();
            Report report = new Report(watchedBusy, busy, watch.longestStallMillis(), watch.idleStallMillis(), paces);
            System.out.printf(
                    "%d inputs of %d scripts with seed %d in %s: %d events heard, %s%n",
                    inputs.sum(), nextScript.get(), SEED, taken, judge.events(), report);
            assertThat(judge.events()).as("events heard").isGreaterThan(count / 10);
            return report;
        }
    }

    private static List<Double> lap(List<FuzzBystander> bystanders) {
        return bystanders.stream().map(FuzzBystander::lapMillis).toList();
    }

    private void check(FuzzMonitor watch) {
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThatCode(watch::checkNothingIsLeft).doesNotThrowAnyException();
            softly.assertThat(judge.findings()).isEmpty();
            softly.assertThat(judge.connected()).as("connected and never ended").isZero();
            softly.assertThat(watch.logged())
                    .as("logged with seed %d, scripts 0 to %d", SEED, nextScript.get())
                    .isEmpty();
        });
    }

    /** Plays scripts, several at once, until so many inputs have been sent in all. */
    private void play(long count, int atOnce) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(atOnce);
        for (int i = 0; i < atOnce; i++) {
            clients.execute(() -> {
                while (inputs.sum() < count) {
                    playOne(nextScript.getAndIncrement());
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(6, TimeUnit.HOURS)).isTrue();
    }

    private void playOne(long number) {
        try {
            FuzzScript.of(new FuzzScript.Run(SEED, server.port(), judge, inputs), number)
                    .play();
        } catch (SocketTimeoutException unanswered) {
            judge.found(number, "was not answered");
        } catch (IOException ended) {
            // The server may end any of these connections at any time.
        } catch (RuntimeException broken) {
            judge.found(number, "could not be played: " + broken);
        }
    }

    /** So short that what is abandoned is soon forgotten, and long enough for a bystander on a busy machine. */
    private static EngineSettings settings() {
        return EngineSettings.defaults()
                .withPort(0)
                .withPingInterval(Duration.ofSeconds(1))
                .withPingTimeout(Duration.ofSeconds(6))
                .withRequestTimeout(Duration.ofSeconds(2))
                .withConnectTimeout(Duration.ofSeconds(2))
                .withStallTimeout(Duration.ofSeconds(2))
                .withCloseGrace(Duration.ofMillis(500))
                .withMaxConnectionsPerAddress(10_000);
    }
}
