package dev.porchlight.socket.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import lombok.extern.slf4j.Slf4j;

/** The end of the pipeline: drops what nobody wanted and closes a connection on which anything went wrong. */
@Slf4j
final class CloseOnError extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object unwanted) {
        ReferenceCountUtil.release(unwanted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("Connection closed on {}", cause.getClass().getName());
        ctx.close();
    }
}
