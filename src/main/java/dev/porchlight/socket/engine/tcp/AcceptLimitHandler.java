package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;
import lombok.RequiredArgsConstructor;

/**
 * The first handler of the listener: closes a connection that may not stay on the thread that has accepted it. The one that
 * would serve it may be late, and the next connections are accepted meanwhile.
 */
@RequiredArgsConstructor
public final class AcceptLimitHandler extends ChannelInboundHandlerAdapter {

    private final BooleanSupplier mayStay;
    private final EngineMetrics metrics;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel connection && !mayStay.getAsBoolean()) {
            metrics.rejected("no file descriptors left");
            connection.unsafe().closeForcibly();
        } else {
            ctx.fireChannelRead(accepted);
        }
    }
}
