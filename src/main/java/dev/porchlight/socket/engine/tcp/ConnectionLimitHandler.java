package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.LimitKey;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes a connection above the limit before any byte of it is read. */
@RequiredArgsConstructor
public final class ConnectionLimitHandler extends ChannelInboundHandlerAdapter {

    private final @Nullable LimitKey limitKey;
    private final ConnectionCounter connections;
    private final EngineMetrics metrics;
    private boolean counted;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        counted = connections.tryAcquire(limitKey);
        if (counted) {
            ctx.fireChannelActive();
        } else {
            metrics.rejected("a connection too many");
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (counted) {
            counted = false;
            connections.release(limitKey);
        }
        ctx.fireChannelInactive();
    }
}
