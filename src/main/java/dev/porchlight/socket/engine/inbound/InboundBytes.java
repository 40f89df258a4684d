package dev.porchlight.socket.engine.inbound;

import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.tcp.DelayedClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has sent and nobody has processed yet. Counts it in the budget of all, and closes the connection when
 * a message is too slow. Used on the connection's event loop only.
 */
public final class InboundBytes {

    private static final long CHECK_MILLIS = 1000;

    private final Channel channel;
    private final LimitKey peer;
    private final EngineSettings settings;
    private final EngineMetrics metrics;
    private final InboundBudget.Account account;

    private ByteBuf undecoded = Unpooled.EMPTY_BUFFER;
    private int decoded;
    private ByteBuf collected = Unpooled.EMPTY_BUFFER;

    private boolean unfinished;
    private long startNanos;
    private long received;
    private @Nullable ScheduledFuture<?> check;

    /** @param peer who has connected */
    public InboundBytes(
            Channel channel, LimitKey peer, InboundBudget budget, EngineSettings settings, EngineMetrics metrics) {
        this.channel = channel;
        this.peer = peer;
        this.settings = settings;
        this.metrics = metrics;
        this.account = budget.open(peer, () -> channel.eventLoop().execute(this::closeOverBudget));
        channel.closeFuture().addListener(closed -> closed());
    }

    /** Counts it as another's from now on: the client's behind a proxy. */
    public void moveTo(LimitKey key) {
        account.moveTo(key);
    }

    /** The next request may be of another client of the same proxy. */
    public void moveToPeer() {
        account.moveTo(peer);
    }

    /** Whether the connection is about to be closed, so that what still arrives must not be kept. */
    boolean isClosing() {
        return account.isClosing();
    }

    /**
     * @param waiting what the decoder has yet to decode
     * @param decodedBytes memory of what it has decoded of a message whose head is not whole
     */
    void setUndecoded(ByteBuf waiting, int decodedBytes) {
        undecoded = waiting;
        decoded = decodedBytes;
        count();
    }

    /** @param parts those of a body or of a message in fragments, joined; an empty buffer for none */
    public void setCollected(ByteBuf parts) {
        collected = parts;
        count();
    }

    /** Handlers may still be at work when they have closed the channel, but nothing counts after that. */
    private void count() {
        account.set(channel.isOpen() ? undecoded.capacity() + decoded + collected.capacity() : 0);
    }

    boolean isCollecting() {
        return collected.capacity() > 0;
    }

    private void closed() {
        count();
        if (check != null) {
            check.cancel(false);
        }
    }

    void received(int bytes) {
        received += bytes;
    }

    /** A part of a message has arrived. Does nothing when called again for the same message. */
    public void messageUnfinished() {
        if (unfinished || !channel.isOpen()) {
            return;
        }
        unfinished = true;
        startNanos = channel.eventLoop().ticker().nanoTime();
        received = 0;
        if (check == null) {
            checkIn(settings.speedGrace().toMillis());
        }
    }

    public void messageFinished() {
        unfinished = false;
    }

    private void checkIn(long millis) {
        check = channel.eventLoop().schedule(this::check, millis, TimeUnit.MILLISECONDS);
    }

    private void check() {
        check = null;
        if (!unfinished) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(channel.eventLoop().ticker().nanoTime() - startNanos);
        long beyondGrace = millis - settings.speedGrace().toMillis();
        if (millis >= settings.messageTimeout().toMillis()
                || received * 1000 < beyondGrace * settings.minBytesPerSecond()) {
            close("a message too slow");
        } else {
            long next = beyondGrace < 0 ? -beyondGrace : CHECK_MILLIS;
            checkIn(Math.min(next, settings.messageTimeout().toMillis() - millis) + 1);
        }
    }

    /** The memory is free at once, and the connection closed a little later. */
    private void closeOverBudget() {
        drop(undecoded);
        drop(collected);
        count();
        DelayedClose.schedule(channel.eventLoop(), () -> close("waiting bytes over the budget"));
    }

    private static void drop(ByteBuf buffer) {
        if (buffer.capacity() > 0 && buffer.refCnt() > 0) {
            buffer.clear().capacity(0);
        }
    }

    private void close(String rule) {
        if (channel.isOpen()) {
            metrics.rejected(rule);
            channel.pipeline().fireUserEventTriggered(CloseReason.TOO_SLOW);
            channel.close();
        }
    }
}
