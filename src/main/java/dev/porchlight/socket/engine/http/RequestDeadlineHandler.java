package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.tcp.ConnectionCounter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that has not sent the whole head of a request in time, or that waits too long after a response. Bytes
 * that keep coming do not extend it. Where many such connections wait, the time is shorter: honest clients connect to send.
 * It sees bytes, so it stands before the decoder, and is told how far a request is.
 */
@RequiredArgsConstructor
public final class RequestDeadlineHandler extends ChannelInboundHandlerAdapter {

    private final Channel channel;
    private final EngineSettings settings;
    /** Connections without a whole head. */
    private final ConnectionCounter waiting;
    /** Connections between two requests. */
    private final ConnectionCounter idle;

    private final @Nullable LimitKey limitKey;
    private final EngineMetrics metrics;
    private @Nullable ScheduledFuture<?> expiry;
    private @Nullable ConnectionCounter counted;
    /** Whether the next byte begins a head. */
    private boolean betweenRequests;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        expectHead();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (betweenRequests) {
            betweenRequests = false;
            cancel();
            expectHead();
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    /** The head of a request is whole. */
    public void headReceived() {
        cancel();
    }

    /** The request is whole: what still arrives belongs to the next one. */
    public void requestReceived() {
        betweenRequests = true;
    }

    /** The response is sent as well. */
    public void responded() {
        if (betweenRequests && channel.isActive()) {
            expireAfter(settings.keepAliveTimeout(), idle, null);
        }
    }

    private void expectHead() {
        expireAfter(settings.requestTimeout(), waiting, "no whole request in time");
    }

    /** @param rule what a client breaks that is late; {@code null} if it breaks none */
    private void expireAfter(Duration patience, ConnectionCounter counter, @Nullable String rule) {
        counter.add(limitKey);
        counted = counter;
        Duration crowded = settings.crowdedTimeout();
        Duration firstCheck = crowded.compareTo(patience) < 0 ? crowded : patience;
        expiry = schedule(() -> expireIfCrowded(patience.minus(firstCheck), counter, rule), firstCheck);
    }

    private void expireIfCrowded(Duration rest, ConnectionCounter counter, @Nullable String rule) {
        if (counter.releaseIfExceeded(limitKey)) {
            counted = null;
            close(rule == null ? null : "too many connections without a request");
        } else {
            expiry = schedule(() -> close(rule), rest);
        }
    }

    private void close(@Nullable String rule) {
        if (rule != null) {
            metrics.rejected(rule);
        }
        channel.close();
    }

    private ScheduledFuture<?> schedule(Runnable task, Duration delay) {
        return channel.eventLoop().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
        if (counted != null) {
            counted.release(limitKey);
            counted = null;
        }
    }
}
