package dev.porchlight.socket.engine.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes HTTP requests, and counts the bytes that wait for the rest of a line. */
public final class CountedHttpDecoder extends HttpRequestDecoder {

    private final InboundBytes inbound;

    private boolean firstDecoded;
    private @Nullable ByteBuf behindFirst;

    public CountedHttpDecoder(HttpDecoderConfig config, InboundBytes inbound) {
        super(config);
        this.inbound = inbound;
        setCumulator(HeapBuffer.INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (inbound.isClosing()) {
            ReferenceCountUtil.release(message);
            return;
        }
        inbound.received(((ByteBuf) message).readableBytes());
        super.channelRead(ctx, message);
        inbound.setUndecoded(HeapBuffer.trim(internalBuffer()));
        if (behindFirst != null) {
            ByteBuf bytes = behindFirst;
            behindFirst = null;
            ctx.pipeline().fireChannelRead(bytes);
        } else if (firstDecoded && internalBuffer().isReadable()) {
            inbound.messageUnfinished();
        }
    }

    /** What follows a request waits until that is served, which may put a decoder of frames in the place of this one. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decode(ctx, in, out);
        if (!firstDecoded && !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            firstDecoded = true;
            if (in.isReadable()) {
                behindFirst = Unpooled.copiedBuffer(in);
                in.skipBytes(in.readableBytes());
            }
        }
    }
}
