package dev.porchlight.web.connection;

import dev.porchlight.limit.AddressLimit;
import dev.porchlight.network.AddressBlock;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The clients for which a thread waits, since they read an answer more slowly than it is written: few of one address, and
 * in all so many that threads are left for others. One more takes the place of the slowest. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class SlowReaders {

    private static final int MAX_PER_ADDRESS = 4;

    /** What counts, so that a client that was fast once can be slow later. */
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long JUDGED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A client that is not judged yet makes slower ones go, but not those who read well. */
    private static final double BYTES_PER_SECOND_UNTIL_JUDGED = 64 * 1024;

    /** A client that goes while a thread waits did not go by itself, if it has taken nothing for so long. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final IntSupplier maxWaiting;
    private final LongSupplier nanoTime;
    private final Rejections rejections;
    private final AddressLimit waitingOfAddress = new AddressLimit(MAX_PER_ADDRESS);
    private final Set<Reader> waiting = new HashSet<>();

    /** @param block who the client counts as, {@code null} if it is not limited */
    Reader newReader(SocketChannel socket, @Nullable AddressBlock block) {
        return new Reader(socket, block);
    }

    /** A client, with the speed at which it has read all its answers while a thread waited. */
    @RequiredArgsConstructor
    final class Reader {

        private final SocketChannel socket;
        private final @Nullable AddressBlock block;

        private long measuredNanos;
        private long progressNanos;
        private long waitedNanos;
        private long takenBytes;

        /**
         * To be called after each write.
         *
         * @param all whether nothing is left to be written
         * @throws IOException if no thread may wait for the client
         */
        void wrote(int bytes, boolean all) throws IOException {
            synchronized (SlowReaders.this) {
                if (waiting.contains(this)) {
                    measureWait(bytes);
                    if (all) {
                        endWait();
                    }
                } else if (bytes == 0 && !all) {
                    beginWait();
                }
                // Until it waits for the first time, bytes only fill the buffers in between.
                if (measuredNanos != 0) {
                    takenBytes += bytes;
                }
            }
        }

        void closed() {
            synchronized (SlowReaders.this) {
                if (waiting.contains(this)) {
                    endWait();
                    if (nanoTime.getAsLong() - progressNanos > SILENT_NANOS) {
                        rejections.count("slow reader");
                    }
                }
            }
        }

        private void measureWait(int bytes) {
            long now = nanoTime.getAsLong();
            waitedNanos += now - measuredNanos;
            measuredNanos = now;
            if (bytes > 0) {
                progressNanos = now;
            }
            if (waitedNanos > MEMORY_NANOS) {
                waitedNanos /= 2;
                takenBytes /= 2;
            }
        }

        private void beginWait() throws IOException {
            if (block != null && !waitingOfAddress.tryAcquire(block)) {
                throw rejected("slow readers of an address");
            }
            measuredNanos = nanoTime.getAsLong();
            progressNanos = measuredNanos;
            waiting.add(this);
            if (waiting.size() > maxWaiting.getAsInt()) {
                cutSlowest();
            }
        }

        private void cutSlowest() throws IOException {
            long now = nanoTime.getAsLong();
            Reader slowest = waiting.stream()
                    .min(Comparator.<Reader>comparingDouble(reader -> reader.bytesPerSecond(now))
                            .thenComparing(reader -> reader.measuredNanos - now))
                    .orElse(this);
            slowest.endWait();
            IOException rejected = rejected("slow readers in all");
            if (slowest == this) {
                throw rejected;
            }
            slowest.wake();
        }

        /** The thread that waits for it then cannot write. */
        private void wake() {
            try {
                socket.shutdownOutput();
            } catch (IOException gone) {
                log.debug("The slowest reader is gone", gone);
            }
        }

        private double bytesPerSecond(long nowNanos) {
            long waited = waitedNanos + nowNanos - measuredNanos;
            return waited < JUDGED_AFTER_NANOS
                    ? BYTES_PER_SECOND_UNTIL_JUDGED
                    : (double) takenBytes * TimeUnit.SECONDS.toNanos(1) / waited;
        }

        private void endWait() {
            waiting.remove(this);
            if (block != null) {
                waitingOfAddress.release(block);
            }
        }
    }

    private IOException rejected(String rule) {
        rejections.count(rule);
        return new IOException(rule);
    }
}
