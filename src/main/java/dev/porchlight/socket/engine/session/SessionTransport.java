package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.CloseReason;
import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Sends a session's packets to its client. Thread-safe; keeps the order of each thread. Never blocks on the network. */
public interface SessionTransport {

    long MAX_CLOSE_DELAY_MILLIS = 500;

    Transport type();

    /** @return whether the client's pending bytes and packets are within the limits; if not, disconnect it */
    boolean write(byte[] packet);

    /** Whether the pending bytes are below the high-water mark. */
    boolean isWritable();

    /** Bytes written here that are not yet written to the kernel. */
    long pendingBytes();

    /** Drops what waits to be polled for. */
    void discardPending();

    /** Drops what is pending, sends nothing more, and closes after a random delay: see {@link #closeLater}. */
    void disconnectSlowConsumer();

    /** Many slow consumers may be disconnected together; closing them all at once would stall the other clients. */
    static void closeLater(EventLoop eventLoop, Runnable close) {
        long delayMillis = ThreadLocalRandom.current().nextLong(MAX_CLOSE_DELAY_MILLIS);
        eventLoop.schedule(close, delayMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Closes the transport after what was written before.
     *
     * @return {@code false} if the client has yet to poll for pending packets
     */
    boolean close(CloseReason reason);
}
