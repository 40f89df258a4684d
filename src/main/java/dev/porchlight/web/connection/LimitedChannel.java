package dev.porchlight.web.connection;

import dev.porchlight.limit.AddressLimit;
import dev.porchlight.network.AddressBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a connection whose client reads too slowly, since a thread waits for it: in each 10 seconds of waiting it must
 * take 16 KB a second, and an address may keep few threads waiting at a time.
 */
final class ReaderBoundChannel extends NioChannel {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MIN_BYTES_IN_WINDOW = 10 * 16 * 1024;
    private static final String SLOW_READER = "slow reader";

    private final Readers readers;
    private @Nullable AddressBlock waitingFor;
    private long waitStartNanos;
    private long waitedNanos;
    private int takenBytes;

    ReaderBoundChannel(SocketBufferHandler buffers, Readers readers) {
        super(buffers);
        this.readers = readers;
    }

    /** @param waiting how many threads may wait for one address; not for peers that are not limited */
    @RequiredArgsConstructor
    static final class Readers {

        private final Predicate<InetAddress> isLimited;
        private final AddressLimit waiting;
        private final Rejections rejections;
    }

    /** Tomcat keeps channels for further sockets. */
    @Override
    public void reset(@Nullable SocketChannel socket, NioEndpoint.@Nullable NioSocketWrapper wrapper)
            throws IOException {
        endWait();
        waitStartNanos = 0;
        waitedNanos = 0;
        takenBytes = 0;
        super.reset(socket, wrapper);
    }

    @Override
    public void close() throws IOException {
        if (waitStartNanos != 0 && System.nanoTime() - waitStartNanos > WINDOW_NANOS / 2) {
            // Tomcat has waited long enough for it to take anything.
            readers.rejections.count(SLOW_READER);
        }
        waitStartNanos = 0;
        endWait();
        super.close();
    }

    /** Writes what the client's window and our socket's buffer take; Tomcat waits, and calls again, while that is nothing. */
    @Override
    public int write(ByteBuffer answer) throws IOException {
        int written = super.write(answer);
        if (waitStartNanos != 0) {
            requireSpeed(written);
        }
        if (!answer.hasRemaining()) {
            endWait();
            waitStartNanos = 0;
        } else if (written == 0 && waitStartNanos == 0) {
            beginWait();
        }
        return written;
    }

    private void beginWait() throws IOException {
        InetAddress peer = sc.socket().getInetAddress();
        if (peer != null && readers.isLimited.test(peer)) {
            AddressBlock block = AddressBlock.of(peer);
            if (!readers.waiting.tryAcquire(block)) {
                throw rejected("slow readers of an address");
            }
            waitingFor = block;
        }
        waitStartNanos = System.nanoTime();
    }

    private void requireSpeed(int written) throws IOException {
        long now = System.nanoTime();
        waitedNanos += now - waitStartNanos;
        waitStartNanos = now;
        takenBytes += written;
        if (waitedNanos > WINDOW_NANOS) {
            if (takenBytes < MIN_BYTES_IN_WINDOW) {
                throw rejected(SLOW_READER);
            }
            waitedNanos = 0;
            takenBytes = 0;
        }
    }

    private void endWait() {
        if (waitingFor != null) {
            readers.waiting.release(waitingFor);
            waitingFor = null;
        }
    }

    private IOException rejected(String rule) {
        readers.rejections.count(rule);
        return new IOException(rule);
    }
}
