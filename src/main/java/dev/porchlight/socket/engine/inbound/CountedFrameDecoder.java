package dev.porchlight.socket.engine.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/** Decodes WebSocket frames, and counts and times the bytes that wait for the rest of a frame. */
public final class CountedFrameDecoder extends WebSocket13FrameDecoder {

    private final InboundBytes inbound;
    /** Whether a part of a frame's head was decoded, which leaves no bytes waiting. */
    private boolean headStarted;

    public CountedFrameDecoder(WebSocketDecoderConfig config, InboundBytes inbound) {
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
        if (!(message instanceof ByteBuf bytes)) {
            super.channelRead(ctx, message);
            return;
        }
        inbound.received(bytes.readableBytes());
        super.channelRead(ctx, message);
        int waiting = HeapBuffer.trim(internalBuffer());
        inbound.setUndecoded(waiting);
        if (waiting > 0 || headStarted) {
            inbound.messageUnfinished();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int frames = out.size();
        int readable = in.readableBytes();
        super.decode(ctx, in, out);
        boolean isWhole = out.size() > frames;
        headStarted = !isWhole && (headStarted || in.readableBytes() < readable);
        if (isWhole && !inbound.isCollecting()) {
            inbound.messageFinished();
        }
    }
}
