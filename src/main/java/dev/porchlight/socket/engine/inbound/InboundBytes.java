package dev.porchlight.socket.engine.inbound;

import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * What one connection has sent and nobody has processed yet. Counts it in the budget of all, and closes the connection when
 * a message is too slow. Used on the connection's event loop only.
 */
public final class InboundBytes {

    private static final long CHECK_MILLIS = 1000;

    private final Channel channel;
    private final EngineSettings settings;
    private final EngineMetrics metrics;
    private final InboundBudget.Account account;

    private int undecoded;
    private int collected;

    private boolean unfinished;
    private long startNanos;
    private long received;
    private boolean checking;

    /** @param block the address block of the peer */
    public InboundBytes(
            Channel channel, Object block, InboundBudget budget, EngineSettings settings, EngineMetrics metrics) {
        this.channel = channel;
        this.settings = settings;
        this.metrics = metrics;
        this.account = budget.open(block, () -> channel.eventLoop().execute(this::closeOverBudget));
        channel.closeFuture().addListener(closed -> count());
    }

    /** Counts it with another address block from now on: that of the client behind a proxy. */
    public void moveTo(Object block) {
        account.moveTo(block);
    }

    /** Whether the connection is about to be closed, so that what still arrives must not be kept. */
    public boolean isClosing() {
        return account.isClosing();
    }

    /** @param bytes what the decoder's buffer takes */
    void setUndecoded(int bytes) {
        undecoded = bytes;
        count();
    }

    /** @param bytes what the buffer of a body or of fragments takes */
    public void setCollected(int bytes) {
        collected = bytes;
        count();
    }

    /** Handlers may still be at work when they have closed the channel, but nothing counts after that. */
    private void count() {
        account.set(channel.isOpen() ? undecoded + collected : 0);
    }

    boolean isCollecting() {
        return collected > 0;
    }

    void received(int bytes) {
        received += bytes;
    }

    /** Of a message a part has arrived; called again for the same message, this does nothing. */
    public void messageUnfinished() {
        if (unfinished) {
            return;
        }
        unfinished = true;
        startNanos = System.nanoTime();
        received = 0;
        if (!checking) {
            checkIn(settings.speedGrace().toMillis());
        }
    }

    public void messageFinished() {
        unfinished = false;
    }

    private void checkIn(long millis) {
        checking = true;
        channel.eventLoop().schedule(this::check, millis, TimeUnit.MILLISECONDS);
    }

    private void check() {
        checking = false;
        if (!unfinished || !channel.isOpen()) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long beyondGrace = millis - settings.speedGrace().toMillis();
        if (millis >= settings.messageTimeout().toMillis()
                || received * 1000 < beyondGrace * settings.minBytesPerSecond()) {
            close("a message too slow");
        } else {
            long next = beyondGrace < 0 ? -beyondGrace : CHECK_MILLIS;
            checkIn(Math.min(next, settings.messageTimeout().toMillis() - millis) + 1);
        }
    }

    private void closeOverBudget() {
        close("waiting bytes over the budget");
    }

    private void close(String rule) {
        if (channel.isOpen()) {
            metrics.rejected(rule);
            channel.pipeline().fireUserEventTriggered(CloseReason.SLOW);
            channel.close();
        }
    }
}
