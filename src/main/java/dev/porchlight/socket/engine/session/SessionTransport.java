package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.tcp.DelayedClose;

/** Sends a session's packets to its client. Thread-safe; keeps the order of each thread. Never blocks on the network. */
public interface SessionTransport {

    Transport type();

    /** @return whether the client's pending bytes and packets are within the limits; if not, disconnect it */
    boolean write(byte[] packet);

    /** Whether the pending bytes are below the high-water mark. */
    boolean isWritable();

    /** Bytes written here that are not yet written to the kernel. */
    long pendingBytes();

    /** Drops what waits to be polled for. */
    void discardPending();

    /** Drops what is pending, sends nothing more, and closes after a random delay: see {@link DelayedClose}. */
    void disconnectSlowConsumer();

    /**
     * Closes the transport after what was written before.
     *
     * @return {@code false} if the client has yet to poll for pending packets
     */
    boolean close(CloseReason reason);
}
