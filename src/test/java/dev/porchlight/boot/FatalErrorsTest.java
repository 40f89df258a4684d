package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.StaticApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class FatalErrorsTest {

    private final StaticApplicationContext application = new StaticApplicationContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Object> states = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch orderlyStop = new CountDownLatch(1);
    /** Of an application that another test has left running: it would end this process. */
    private final Thread.UncaughtExceptionHandler handlerBefore = Thread.getDefaultUncaughtExceptionHandler();

    private FatalErrors errors;

    @BeforeEach
    void start() {
        Thread.setDefaultUncaughtExceptionHandler(null);
        application.addApplicationListener(event -> {
            if (event instanceof AvailabilityChangeEvent<?> change) {
                states.add(change.getState());
            }
        });
        application.refresh();
        errors = new FatalErrors(
                application,
                meters,
                Store.mongodb("mongodb://127.0.0.1:1"),
                new FatalErrors.Ending(Duration.ofMillis(300), Duration.ofMillis(500), this::exit, code -> {
                    ends.add("halt " + code);
                }));
    }

    private void exit(int code) {
        ends.add("exit " + code);
        try {
            orderlyStop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        orderlyStop.countDown();
        errors.close();
        application.close();
        Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
    }

    @Test
    void the_process_is_taken_for_broken_at_once_and_ends_after_a_grace_period(CapturedOutput output) throws Exception {
        long since = System.nanoTime();
        errors.end("The disk is gone", new IllegalStateException(new IOException("Input/output error")));
        errors.end("Something else", new IOException());

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(states).containsExactly(ReadinessState.REFUSING_TRAFFIC, LivenessState.BROKEN));
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("exit 70");
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(meters.counter("porchlight.fatal.errors").count()).isEqualTo(1);
        assertThat(output.getOut().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains("The disk is gone", "exit code 70", "IOException: Input/output error");
    }

    @Test
    void an_orderly_stop_that_hangs_is_cut_short() throws Exception {
        errors.end("The disk is gone", new IOException());

        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("exit 70");
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("halt 70");
    }

    @Test
    void a_full_heap_ends_the_process_and_a_passing_shortage_of_direct_memory_does_not() throws Exception {
        errors.check(new IllegalStateException("nothing of it"));
        errors.check(new OutOfMemoryError("Cannot reserve 8192 bytes of direct buffer memory"));
        assertThat(ends.poll(1, TimeUnit.SECONDS)).isNull();

        errors.check(new IllegalStateException(new OutOfMemoryError("Java heap space")));
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("exit 70");
    }

    @Test
    void a_full_heap_on_any_thread_ends_the_process() throws Exception {
        Thread thread = new Thread(() -> {
            throw new OutOfMemoryError("Java heap space");
        });
        thread.start();
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("exit 70");
    }

    @Test
    void an_application_that_is_closed_leaves_the_process_alone() throws Exception {
        errors.close();
        errors.end("Too late", new IOException());
        assertThat(ends.poll(1, TimeUnit.SECONDS)).isNull();
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
    }
}
