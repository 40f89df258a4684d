package dev.porchlight.socket.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lombok.RequiredArgsConstructor;

/**
 * What all clients together have been sent and have not taken yet. If it becomes too much, those go who have at least an
 * even share of it, so that many who are a little behind cannot take the memory of those who keep up.
 */
@RequiredArgsConstructor
final class Backlog {

    /** To look at all sessions takes a while, and those who go do not go at once. */
    private static final long FUTILE_LOOK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean relieving = new AtomicBoolean();
    private volatile long nextLookNanos = System.nanoTime();

    void add(int sent) {
        bytes.addAndGet(sent);
    }

    void remove(int takenOrDropped) {
        bytes.addAndGet(-takenOrDropped);
    }

    /** Cuts off whoever has to go. */
    void relieve(Collection<Session> sessions) {
        if (bytes.get() > maxBytes && System.nanoTime() - nextLookNanos >= 0 && relieving.compareAndSet(false, true)) {
            try {
                if (!cutOffFurthestBehind(sessions)) {
                    nextLookNanos = System.nanoTime() + FUTILE_LOOK_PAUSE_NANOS;
                }
            } finally {
                relieving.set(false);
            }
        }
    }

    /** @return whether anybody had to go who was not leaving already */
    private boolean cutOffFurthestBehind(Collection<Session> sessions) {
        long leaving = 0;
        List<Session> behind = new ArrayList<>();
        for (Session session : sessions) {
            long pending = session.pendingBytes();
            if (session.isClosing()) {
                leaving += pending;
            } else if (pending > 0) {
                behind.add(session);
            }
        }
        if (bytes.get() - leaving <= maxBytes) {
            return false;
        }
        long evenShare = maxBytes / Math.max(1, behind.size());
        List<Session> furthest = behind.stream()
                .filter(session -> session.pendingBytes() >= evenShare)
                .toList();
        furthest.forEach(Session::cutOff);
        return !furthest.isEmpty();
    }
}
