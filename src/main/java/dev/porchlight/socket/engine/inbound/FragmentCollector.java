package dev.porchlight.socket.engine.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of a text message in one array that grows with them. Netty's aggregator keeps each with its buffer: a
 * thousand fragments of one byte take a hundred times as much memory. Any other frame is passed on as it is.
 */
public final class FragmentCollector extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final int INITIAL_BYTES = 256;

    private final int maxBytes;
    private final InboundBytes inbound;
    private @Nullable ByteBuf fragments;
    private boolean tooLong;

    /** @param maxBytes of a message */
    public FragmentCollector(int maxBytes, InboundBytes inbound) {
        this.maxBytes = maxBytes;
        this.inbound = inbound;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (tooLong) {
            return;
        }
        boolean isText = frame instanceof TextWebSocketFrame;
        if (isText && !frame.isFinalFragment()) {
            fragments = Unpooled.buffer(INITIAL_BYTES);
            inbound.messageUnfinished();
        }
        if (fragments == null || !isText && !(frame instanceof ContinuationWebSocketFrame)) {
            ctx.fireChannelRead(frame.retain());
        } else {
            append(ctx, fragments, frame);
        }
    }

    private void append(ChannelHandlerContext ctx, ByteBuf message, WebSocketFrame frame) {
        if (message.readableBytes() + frame.content().readableBytes() > maxBytes) {
            tooLong = true;
            drop();
            ctx.fireExceptionCaught(new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG, "A message longer than " + maxBytes + " bytes", null));
            return;
        }
        message.writeBytes(frame.content());
        if (frame.isFinalFragment()) {
            fragments = null;
            inbound.setCollected(Unpooled.EMPTY_BUFFER);
            inbound.messageFinished();
            ctx.fireChannelRead(new TextWebSocketFrame(message));
        } else {
            inbound.setCollected(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    private void drop() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
            inbound.setCollected(Unpooled.EMPTY_BUFFER);
            inbound.messageFinished();
        }
    }
}
