package dev.porchlight.socket.engine.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Keeps the bytes that a decoder has yet to decode in an array of their size. Netty's own cumulators keep the buffer that was
 * read into, however few bytes are in it, and so direct memory that is shared with other connections.
 */
final class HeapCumulator implements ByteToMessageDecoder.Cumulator {

    static final HeapCumulator INSTANCE = new HeapCumulator();

    private static final int SMALL = 512;

    private HeapCumulator() {}

    @Override
    public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf waiting, ByteBuf in) {
        try {
            if (waiting.isReadable()) {
                return waiting.writeBytes(in);
            }
            waiting.release();
            return Unpooled.buffer(in.readableBytes()).writeBytes(in);
        } finally {
            in.release();
        }
    }

    /** Frees what is left of the array after decoding. */
    static ByteBuf trim(ByteBuf waiting) {
        int readable = waiting.readableBytes();
        if (readable > 0 && waiting.capacity() > SMALL && waiting.capacity() / 2 > readable) {
            waiting.discardReadBytes().capacity(readable);
        }
        return waiting;
    }
}
