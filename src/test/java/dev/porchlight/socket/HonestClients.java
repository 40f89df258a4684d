package dev.porchlight.socket;

import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients from 127.0.0.1 that are served while others attack: one that was there before, and ever new ones. */
final class HonestClients implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final int WARM_UP_MILLIS = 2000;

    private final int port;
    private final ChatClient old;
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = List.of(new Thread(this::useOld), new Thread(this::useNew));
    private volatile boolean stopped;

    HonestClients(int port) {
        this.port = port;
        this.old = ChatClient.connect(port);
        threads.forEach(Thread::start);
    }

    private void useOld() {
        repeat(() -> old.ask("checkConnection"));
    }

    private void useNew() {
        repeat(() -> {
            try (ChatClient client = ChatClient.connect(port)) {
                client.ask("checkConnection");
            }
        });
    }

    private void repeat(Runnable request) {
        while (!stopped) {
            long start = System.nanoTime();
            try {
                request.run();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Until now nobody attacked, and the process has just started: what was slow does not count. */
    void warmUp() throws InterruptedException {
        Thread.sleep(WARM_UP_MILLIS);
        millis.clear();
    }

    List<Throwable> failures() {
        return failures;
    }

    int count() {
        return millis.size();
    }

    /** Milliseconds within which 99 of 100 were answered. */
    long p99() {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(sorted.size() * 99 / 100);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        old.close();
    }
}
