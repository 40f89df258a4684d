package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** The last handler of the pipeline: releases unhandled messages, and closes the connection on an exception. */
@Slf4j
@RequiredArgsConstructor
public final class CloseOnErrorHandler extends ChannelInboundHandlerAdapter {

    private final EngineMetrics metrics;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object unhandled) {
        ReferenceCountUtil.release(unhandled);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("Connection closed on {}", cause.getClass().getName());
        if (!(cause instanceof IOException)) {
            metrics.rejected(cause.getClass().getSimpleName());
        }
        ctx.close();
    }
}
