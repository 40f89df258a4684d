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

/**
 * Decodes one HTTP request, and counts what waits for the rest of a line, and the lines that wait for the rest of a head. Then
 * another of its kind takes its place: Netty's decoder keeps room for the longest line that it has met.
 */
public final class CountedHttpDecoder extends HttpRequestDecoder {

    /** What a header takes beside twice its characters: in the decoder's buffer for lines, and as two strings. */
    private static final int LINE_BYTES = 150;

    private final HttpDecoderConfig config;
    private final InboundBytes inbound;

    /** Memory of the lines that have been decoded and not passed on. */
    private int decodedBytes;

    private boolean done;
    private @Nullable ByteBuf pipelined;

    public CountedHttpDecoder(HttpDecoderConfig config, InboundBytes inbound) {
        super(config);
        this.config = config;
        this.inbound = inbound;
        setCumulator(HeapCumulator.INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (inbound.isClosing()) {
            ReferenceCountUtil.release(message);
            return;
        }
        inbound.received(((ByteBuf) message).readableBytes());
        super.channelRead(ctx, message);
        inbound.setUndecoded(HeapCumulator.trim(internalBuffer()), decodedBytes);
        if (pipelined != null) {
            ByteBuf bytes = pipelined;
            pipelined = null;
            passOn(ctx, bytes);
        } else if (done && !ctx.isRemoved()) {
            ctx.pipeline().replace(this, ctx.name(), new CountedHttpDecoder(config, inbound));
        }
    }

    /** To the decoder of frames, if the request was for a WebSocket, or else undecoded to the handler of requests. */
    private static void passOn(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (!ctx.channel().isOpen()) {
            bytes.release();
        } else if (ctx.isRemoved()) {
            ctx.pipeline().fireChannelRead(bytes);
        } else {
            ctx.fireChannelRead(bytes);
        }
    }

    /** What follows a request waits until that is served, which may put a decoder of frames in the place of this one. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int parts = out.size();
        int start = in.readerIndex();
        super.decode(ctx, in, out);
        decodedBytes = out.size() > parts ? 0 : decodedBytes + memoryOfLines(in, start, in.readerIndex() - start);
        if (!done && !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            done = true;
            if (in.isReadable()) {
                pipelined = Unpooled.copiedBuffer(in);
                in.skipBytes(in.readableBytes());
            }
        }
    }

    private static int memoryOfLines(ByteBuf in, int start, int length) {
        int lines = 0;
        int end = start + length;
        for (int at = start; (at = in.indexOf(at, end, (byte) '\n')) >= 0; at++) {
            lines++;
        }
        return 2 * length + LINE_BYTES * lines;
    }
}
