package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes a connection above the limit before any byte of it is read. */
@RequiredArgsConstructor
public final class ConnectionLimitHandler extends ChannelInboundHandlerAdapter {

    private final ClientAddresses addresses;
    private final ConnectionCounter connections;
    private final EngineMetrics metrics;
    private @Nullable Object limitKey;
    private boolean counted;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        limitKey = ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? addresses.connectionLimitKey(peer.getAddress())
                : null;
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
