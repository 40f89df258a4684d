package dev.porchlight.socket.engine.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decodes WebSocket frames, and counts and times the bytes that wait for the rest of a frame. Above a number of frames a
 * second it pauses reading: a frame of a few bytes costs as much CPU as a large one. What follows a frame against the rules is
 * discarded: closed while its client still sends, the connection would be reset, and the close frame lost.
 */
public final class CountedFrameDecoder extends WebSocket13FrameDecoder {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxFramesPerSecond;
    private final InboundBytes inbound;
    private final ReadGate gate = new ReadGate();
    /** Whether a part of a frame's head was decoded, which leaves no bytes waiting. */
    private boolean headStarted;

    private boolean violated;

    private long windowStart;
    private int framesInWindow;
    private boolean paused;

    public CountedFrameDecoder(WebSocketDecoderConfig config, int maxFramesPerSecond, InboundBytes inbound) {
        super(config);
        this.maxFramesPerSecond = maxFramesPerSecond;
        this.inbound = inbound;
        setCumulator(HeapCumulator.INSTANCE);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, gate);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (inbound.isClosing() || violated) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!(message instanceof ByteBuf bytes)) {
            super.channelRead(ctx, message);
            return;
        }
        inbound.received(bytes.readableBytes());
        super.channelRead(ctx, message);
        ByteBuf waiting = HeapCumulator.trim(internalBuffer());
        inbound.setUndecoded(waiting, 0);
        if (!paused && (waiting.isReadable() || headStarted)) {
            inbound.messageUnfinished();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (paused) {
            return;
        }
        int frames = out.size();
        int readable = in.readableBytes();
        try {
            super.decode(ctx, in, out);
        } catch (CorruptedWebSocketFrameException e) {
            violated = true;
            throw e;
        }
        boolean isWhole = out.size() > frames;
        headStarted = !isWhole && (headStarted || in.readableBytes() < readable);
        if (isWhole) {
            if (!inbound.isCollecting()) {
                inbound.messageFinished();
            }
            countFrame(ctx);
        }
    }

    private void countFrame(ChannelHandlerContext ctx) {
        long now = System.nanoTime();
        if (now - windowStart > WINDOW_NANOS) {
            windowStart = now;
            framesInWindow = 0;
        }
        if (++framesInWindow >= maxFramesPerSecond) {
            setPaused(ctx, true);
            ctx.executor().schedule(() -> resume(ctx), windowStart + WINDOW_NANOS - now, TimeUnit.NANOSECONDS);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        paused = false;
        framesInWindow = 0;
        if (ctx.channel().isOpen() && !ctx.isRemoved()) {
            // Decodes what was read before the pause, which may be enough for another one.
            ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
            if (!paused) {
                setPaused(ctx, false);
            }
        }
    }

    private void setPaused(ChannelHandlerContext ctx, boolean pause) {
        paused = pause;
        gate.setClosed(pause);
        ctx.channel().config().setAutoRead(!pause);
    }
}
