package dev.porchlight.socket.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.porchlight.socket.engine.EngineServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;
import org.springframework.test.util.ReflectionTestUtils;

/** Monitors what a server logs, how long its I/O threads are busy, and that it releases all its resources. */
final class FuzzMonitor implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int PROBE_MILLIS = 5;
    private static final int MAX_LOGGED = 20;
    private static final int MORE_FILES = 16;
    private static final long MORE_DIRECT_BYTES = 64L << 20;

    private final EngineServer server;
    private final List<EventExecutor> loops;
    private final List<Thread> threads;
    private final List<ScheduledFuture<?>> probeTimers = new ArrayList<>();
    private final List<StallProbe> probes = new ArrayList<>();
    private final StallProbe idleProbe = new StallProbe();
    private final ScheduledExecutorService idle = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new Appender();
    private final ResourceLeakDetector.Level leakDetection = ResourceLeakDetector.getLevel();
    private final int tasks;
    private final long files;
    private final long directBytes;

    /** Errors, and all warnings of Netty: leaked buffers, uncaught exceptions. */
    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            boolean isNettys = event.getLoggerName().startsWith("io.netty");
            if (event.getLevel().isGreaterOrEqual(isNettys ? Level.WARN : Level.ERROR) && logged.size() < MAX_LOGGED) {
                logged.add(event.getLoggerName() + ": " + event.getFormattedMessage());
            }
        }
    }

    /** A periodic task that measures how late its thread runs it, and how much CPU time the thread used meanwhile. */
    private static final class StallProbe implements Runnable {
        private final AtomicLong longestNanos = new AtomicLong();
        private final AtomicLong busiestNanos = new AtomicLong();
        private long lastNanos;
        private long lastCpuNanos;

        void reset() {
            longestNanos.set(0);
            busiestNanos.set(0);
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (lastNanos != 0) {
                longestNanos.accumulateAndGet(now - lastNanos, Math::max);
                busiestNanos.accumulateAndGet(cpu - lastCpuNanos, Math::max);
            }
            lastNanos = now;
            lastCpuNanos = cpu;
        }
    }

    /** Created when the server has served some clients and is idle again, so that lazily created resources exist. */
    @SuppressWarnings("unchecked")
    FuzzMonitor(EngineServer server) {
        this.server = server;
        loops = ((List<EventLoopGroup>) field(server, "eventLoops"))
                .stream()
                        .flatMap(group -> StreamSupport.stream(group.spliterator(), false))
                        .toList();
        threads = threads();
        awaitNothingLeft();
        tasks = scheduledTasks();
        files = openFiles();
        directBytes = directBytes();
        reportLeaks();
        appender.start();
        root().addAppender(appender);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        idle.scheduleAtFixedRate(idleProbe, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        for (EventExecutor loop : loops) {
            StallProbe probe = new StallProbe();
            probes.add(probe);
            probeTimers.add(loop.scheduleAtFixedRate(probe, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    Collection<String> logged() {
        return logged;
    }

    /** From now on Netty tracks one buffer in 128 instead of all of them, which kept the threads busy. */
    void trackFewerBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        lap();
    }

    /** Restarts the measurements. */
    void lap() {
        probes.forEach(StallProbe::reset);
        idleProbe.reset();
    }

    /** The longest time between two runs of a probe on an I/O thread. */
    long longestStallMillis() {
        return longest(probes, probe -> probe.longestNanos);
    }

    /** As above, for an idle thread: what the machine and the garbage collector add. */
    long idleStallMillis() {
        return longest(List.of(idleProbe), probe -> probe.longestNanos);
    }

    /** The most CPU time of an I/O thread between two runs of a probe. */
    long busiestMillis() {
        return longest(probes, probe -> probe.busiestNanos);
    }

    private static long longest(List<StallProbe> probes, Function<StallProbe, AtomicLong> nanos) {
        return probes.stream()
                .mapToLong(probe -> nanos.apply(probe).get() / 1_000_000)
                .max()
                .orElseThrow();
    }

    /** Waits until no connection, session, count or ack is left. */
    void awaitNothingLeft() {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(server.sessionCount()).as("sessions").isZero();
            assertThat(held("pipeline", "connections", "counts"))
                    .as("connections by address")
                    .isEmpty();
            assertThat(held("pipeline", "waitingConnections", "counts"))
                    .as("connections without a request, by address")
                    .isEmpty();
            assertThat(held("pipeline", "idleConnections", "counts"))
                    .as("connections between requests, by address")
                    .isEmpty();
            assertThat(held("pipeline", "inboundBudget", "groups"))
                    .as("inbound bytes by address")
                    .isEmpty();
            assertThat(server.inboundBytes()).as("inbound bytes").isZero();
            assertThat(held("sessions", "counter", "counts"))
                    .as("sessions by address")
                    .isEmpty();
            assertThat(held("sessions", "namespace", "ackManager", "ackEntries"))
                    .as("acks")
                    .isEmpty();
            assertThat(held("sessions", "namespace", "emptyClientsBox", "uuid2clients"))
                    .as("the library's clients")
                    .isEmpty();
            assertThat(held("sessions", "namespace", "scheduler", "scheduledFutures"))
                    .as("the library's timers")
                    .isEmpty();
            assertThat(held("namespace", "clientRooms")).as("rooms").isEmpty();
            assertThat(held("namespace", "allClients")).as("clients").isEmpty();
        });
    }

    /** After all clients have disconnected: everything is as it was. */
    void checkNothingIsLeft() {
        awaitNothingLeft();
        probeTimers.forEach(probe -> probe.cancel(false));
        assertThat(threads()).as("I/O threads").isEqualTo(threads).allMatch(Thread::isAlive);
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(scheduledTasks()).as("scheduled tasks").isLessThanOrEqualTo(tasks);
            assertThat(openFiles()).as("open files").isLessThanOrEqualTo(files + MORE_FILES);
        });
        reportLeaks();
        assertThat(directBytes()).as("direct memory").isLessThanOrEqualTo(directBytes + MORE_DIRECT_BYTES);
    }

    /** The detector reports leaks of collected buffers when the next buffers are allocated. */
    private static void reportLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer().release();
        }
    }

    private List<Thread> threads() {
        return loops.stream()
                .map(loop ->
                        loop.submit(Thread::currentThread).syncUninterruptibly().getNow())
                .toList();
    }

    private int scheduledTasks() {
        return loops.stream()
                .mapToInt(loop -> loop.submit(() -> scheduledTasks(loop))
                        .syncUninterruptibly()
                        .getNow())
                .sum();
    }

    private static int scheduledTasks(EventExecutor loop) {
        return field(loop, "scheduledTaskQueue") instanceof Collection<?> queue ? queue.size() : 0;
    }

    private static long openFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private Map<?, ?> held(String... path) {
        Object held = server;
        for (String name : path) {
            held = field(held, name);
        }
        return (Map<?, ?>) held;
    }

    private static Object field(Object object, String name) {
        return ReflectionTestUtils.getField(object, name);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void close() {
        ResourceLeakDetector.setLevel(leakDetection);
        root().detachAppender(appender);
        probeTimers.forEach(probe -> probe.cancel(false));
        idle.shutdown();
    }
}
