package dev.porchlight.socket.engine;

import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The way out to one client over its transport. May be used from any thread; keeps the order of each thread. */
interface Outbound {

    long MOMENT_MILLIS = 500;

    /** @return whether the client may be as far behind as it now is; if not, it is to be cut off */
    boolean write(byte[] packet);

    /** Whether the client keeps up. */
    boolean isWritable();

    /** What was written and has not left yet. */
    long pendingBytes();

    /** Nobody will take any more what waits to be fetched. */
    void drop();

    /**
     * Ends the transport of a client that is too far behind, with what it has not taken. It is told nothing any more, and
     * closed in a moment.
     */
    void cutOff();

    /** Not at once, since many may be cut off together, and to close them in one go would hold up everybody else. */
    static void inAMoment(EventLoop eventLoop, Runnable close) {
        eventLoop.schedule(close, ThreadLocalRandom.current().nextLong(MOMENT_MILLIS), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends the transport after what was written before.
     *
     * @return whether that is all, or the client has yet to fetch something
     */
    boolean close(CloseReason reason);
}
