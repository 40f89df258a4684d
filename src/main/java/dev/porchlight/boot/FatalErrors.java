package dev.porchlight.boot;

import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Ends the process when it cannot go on, so that systemd or Docker starts it again: at once it is neither ready nor live,
 * requests under way have a second to be answered, then it stops in order, for five more seconds at most.
 */
@Slf4j
@Component
final class FatalErrors implements FatalErrorHandler, AutoCloseable {

    /** Not 1, as after a failed start, nor 3, as after {@code -XX:+ExitOnOutOfMemoryError}: EX_SOFTWARE of sysexits.h. */
    static final int EXIT_CODE = 70;

    private record Failure(String why, Throwable cause) {}

    /**
     * @param grace in which requests under way are answered
     * @param limit of the orderly stop
     * @param exit stops in order and ends the process with an exit code
     * @param halt ends the process at once with an exit code
     */
    record Ending(Duration grace, Duration limit, IntConsumer exit, IntConsumer halt) {}

    private final ApplicationContext application;
    private final Counter counter;
    private final Ending ending;
    private final MemoryShortage memoryShortage = new MemoryShortage();
    private final CompletableFuture<Failure> failure = new CompletableFuture<>();
    private final Thread.UncaughtExceptionHandler uncaughtHandler = this::uncaught;

    @Autowired
    FatalErrors(ApplicationContext application, MeterRegistry meters, Store store) {
        this(
                application,
                meters,
                store,
                new Ending(Duration.ofSeconds(1), Duration.ofSeconds(5), System::exit, Runtime.getRuntime()::halt));
    }

    FatalErrors(ApplicationContext application, MeterRegistry meters, Store store, Ending ending) {
        this.application = application;
        this.counter = Counter.builder("porchlight.fatal.errors").register(meters);
        this.ending = ending;
        // Started beforehand: without memory there may be no new thread.
        Thread thread = new Thread(this::endOnFailure, "fatal-errors");
        thread.setDaemon(true);
        thread.start();
        store.whenFailed(cause -> end("The embedded store can store nothing more", cause));
        store.onError(this::check);
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.setDefaultUncaughtExceptionHandler(uncaughtHandler);
        }
    }

    /**
     * Ends the process; only the first call counts. Does not block and does not throw.
     *
     * @param why what has failed, for the log: the beginning of a sentence, without what users wrote
     */
    public void end(String why, Throwable cause) {
        failure.complete(new Failure(why, cause));
    }

    /**
     * Ends the process if this is an {@link OutOfMemoryError}, or was caused by one, that will not pass: of the heap, or of
     * direct memory or threads for 10 seconds.
     */
    @Override
    public void check(Throwable thrown) {
        OutOfMemoryError error = MemoryShortage.in(thrown);
        if (error != null && memoryShortage.isFatal(error, System.nanoTime())) {
            end("There is no memory left", error);
        }
    }

    private void uncaught(Thread thread, Throwable thrown) {
        check(thrown);
        log.error("The thread {} has ended", thread.getName(), thrown);
    }

    private void endOnFailure() {
        Failure fatal;
        try {
            fatal = failure.join();
        } catch (CancellationException closed) {
            return;
        }
        try {
            counter.increment();
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(fatal.cause());
            log.error(
                    "{}; Porchlight ends with exit code {} and must be started again: {}",
                    fatal.why(),
                    EXIT_CODE,
                    cause.toString(),
                    // Of a full or broken disk it matters only which of them it is.
                    cause instanceof IOException ? null : fatal.cause());
            AvailabilityChangeEvent.publish(application, ReadinessState.REFUSING_TRAFFIC);
            AvailabilityChangeEvent.publish(application, LivenessState.BROKEN);
            Thread.sleep(ending.grace().toMillis());
            Thread exit = new Thread(() -> ending.exit().accept(EXIT_CODE), "exit");
            exit.setDaemon(true);
            exit.start();
            exit.join(ending.limit().toMillis());
        } catch (Throwable e) {
            // Such as no memory left for any of it: what follows needs none.
        }
        ending.halt().accept(EXIT_CODE);
    }

    /** Once a process has begun to end, it ends. */
    @Override
    public void close() {
        failure.cancel(false);
        if (Thread.getDefaultUncaughtExceptionHandler() == uncaughtHandler) {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }
}
