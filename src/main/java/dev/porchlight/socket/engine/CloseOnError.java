package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** The end of the pipeline: drops what nobody wanted and closes a connection on which anything went wrong. */
@Slf4j
@RequiredArgsConstructor
final class CloseOnError extends ChannelInboundHandlerAdapter {

    private final GuardWatch watch;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object unwanted) {
        ReferenceCountUtil.release(unwanted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("Connection closed on {}", cause.getClass().getName());
        if (!(cause instanceof IOException)) {
            watch.refused(cause.getClass().getSimpleName());
        }
        ctx.close();
    }
}
