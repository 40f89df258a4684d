package dev.porchlight.socket.engine.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lombok.RequiredArgsConstructor;

/**
 * The pending write bytes of all clients together. Above the limit, those clients are disconnected that have at least an
 * even share of it, so that many slow consumers cannot take the memory of the others. Thread-safe.
 */
@RequiredArgsConstructor
public final class PendingBytes {

    /** Looking at all clients is slow, and disconnected ones free their memory only later. */
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long maxBytes;
    private final Collection<? extends Client> clients;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean enforcing = new AtomicBoolean();
    private volatile long nextAttemptNanos = System.nanoTime();

    /** One client as far as its backpressure matters. */
    interface Client {

        long pendingBytes();

        boolean isClosing();

        void disconnectSlowConsumer();
    }

    public void add(int written) {
        bytes.addAndGet(written);
    }

    /** @param released bytes that were sent or dropped */
    public void remove(int released) {
        bytes.addAndGet(-released);
    }

    /** Disconnects the slowest consumers if the limit is exceeded. */
    void enforceLimit() {
        if (bytes.get() > maxBytes
                && System.nanoTime() - nextAttemptNanos >= 0
                && enforcing.compareAndSet(false, true)) {
            try {
                if (!disconnectSlowest()) {
                    nextAttemptNanos = System.nanoTime() + RETRY_PAUSE_NANOS;
                }
            } finally {
                enforcing.set(false);
            }
        }
    }

    /** @return whether any client was disconnected that was not closing already */
    private boolean disconnectSlowest() {
        long closing = 0;
        List<Client> slow = new ArrayList<>();
        for (Client client : clients) {
            long pending = client.pendingBytes();
            if (client.isClosing()) {
                closing += pending;
            } else if (pending > 0) {
                slow.add(client);
            }
        }
        if (bytes.get() - closing <= maxBytes) {
            return false;
        }
        long evenShare = maxBytes / Math.max(1, slow.size());
        List<Client> slowest = slow.stream()
                .filter(client -> client.pendingBytes() >= evenShare)
                .toList();
        slowest.forEach(Client::disconnectSlowConsumer);
        return !slowest.isEmpty();
    }
}
