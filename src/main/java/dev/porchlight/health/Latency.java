package dev.porchlight.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether something takes too long, by a probe a second. Three slow ones in a row say that it does and three fast ones that
 * it no longer does, so that one pause changes nothing. Thread-safe.
 */
public final class Latency {

    /** How often it is to be probed. */
    public static final int INTERVAL_MILLIS = 1_000;

    static final Duration SLOW = Duration.ofSeconds(1);
    static final Duration FAST = Duration.ofMillis(500);
    static final int IN_A_ROW = 3;

    private final LongSupplier nanoTime;
    private boolean pending;
    private long startNanos;
    private int slowInARow;
    private int fastInARow;
    private boolean slow;

    public Latency() {
        this(System::nanoTime);
    }

    Latency(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return whether a probe is to be made; not while one is under way, which counts as slow once it is late */
    public synchronized boolean start() {
        if (pending) {
            record(Duration.ofNanos(nanoTime.getAsLong() - startNanos));
            return false;
        }
        pending = true;
        startNanos = nanoTime.getAsLong();
        return true;
    }

    /** To be called when the probe is done, by whichever outcome. */
    public synchronized void done() {
        if (pending) {
            pending = false;
            record(Duration.ofNanos(nanoTime.getAsLong() - startNanos));
        }
    }

    private void record(Duration taken) {
        slowInARow = taken.compareTo(SLOW) > 0 ? slowInARow + 1 : 0;
        fastInARow = taken.compareTo(FAST) < 0 ? fastInARow + 1 : 0;
        if (slowInARow >= IN_A_ROW) {
            slow = true;
        } else if (fastInARow >= IN_A_ROW) {
            slow = false;
        }
    }

    public synchronized boolean isSlow() {
        return slow;
    }
}
