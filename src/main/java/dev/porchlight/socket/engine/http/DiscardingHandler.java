package dev.porchlight.socket.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Drops what still arrives after a request was rejected, up to a limit, so that its client gets to read the response. */
final class DiscardingHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_BYTES = 1 << 20;

    private int discarded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        discarded += bytes.readableBytes();
        bytes.release();
        if (discarded > MAX_BYTES) {
            ctx.close();
        }
    }
}
