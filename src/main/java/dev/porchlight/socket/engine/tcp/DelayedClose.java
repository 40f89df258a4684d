package dev.porchlight.socket.engine.tcp;

import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Closes after a random delay: closing many connections at the same moment would stall the other clients. */
public final class DelayedClose {

    public static final long MAX_MILLIS = 500;

    private DelayedClose() {}

    /** @param close runs on the event loop within half a second */
    public static void schedule(EventLoop eventLoop, Runnable close) {
        eventLoop.schedule(close, ThreadLocalRandom.current().nextLong(MAX_MILLIS), TimeUnit.MILLISECONDS);
    }
}
