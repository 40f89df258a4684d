package dev.porchlight.socket.guard;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lombok.RequiredArgsConstructor;

/**
 * What all clients together have been sent and have not taken yet. If it becomes too much, those go who have at least an
 * even share of it, so that many who are a little behind cannot take the memory of those who keep up.
 */
@RequiredArgsConstructor
final class Backlog {

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean relieving = new AtomicBoolean();

    void add(int sent) {
        bytes.addAndGet(sent);
    }

    void remove(int takenOrDropped) {
        bytes.addAndGet(-takenOrDropped);
    }

    /** Cuts off whoever has to go. */
    void relieve(Collection<Session> sessions) {
        if (bytes.get() > maxBytes && relieving.compareAndSet(false, true)) {
            try {
                cutOffFurthestBehind(sessions);
            } finally {
                relieving.set(false);
            }
        }
    }

    private void cutOffFurthestBehind(Collection<Session> sessions) {
        List<Session> behind = sessions.stream()
                .filter(session -> !session.isClosing() && session.pendingBytes() > 0)
                .toList();
        long evenShare = maxBytes / Math.max(1, behind.size());
        behind.stream().filter(session -> session.pendingBytes() >= evenShare).forEach(Session::cutOff);
    }
}
