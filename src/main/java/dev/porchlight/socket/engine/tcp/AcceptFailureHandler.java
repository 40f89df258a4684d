package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import lombok.RequiredArgsConstructor;

/** The last handler of the listener: Netty pauses for a second after each failure to accept, and would log each. */
@RequiredArgsConstructor
public final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {

    private final EngineMetrics metrics;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        metrics.acceptFailed(cause);
    }
}
