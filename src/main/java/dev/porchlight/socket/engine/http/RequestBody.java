package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.inbound.InboundBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The body of a POST as it arrives, in one array that grows with it. */
public final class RequestBody {

    private static final int INITIAL_BYTES = 256;

    private final int maxBytes;
    private final InboundBytes inbound;
    private final ByteBuf content = Unpooled.buffer(INITIAL_BYTES);

    public RequestBody(int maxBytes, InboundBytes inbound) {
        this.maxBytes = maxBytes;
        this.inbound = inbound;
        inbound.messageUnfinished();
        inbound.setCollected(content);
    }

    public void append(ByteBuf part) throws RequestRejectedException {
        if (content.readableBytes() + part.readableBytes() > maxBytes) {
            throw new RequestRejectedException(HttpRejection.TOO_LARGE);
        }
        content.writeBytes(part);
        inbound.setCollected(content);
    }

    /** The whole body, after its last part. It counts, and is valid, until {@link #release}. */
    public ByteBuf complete() {
        inbound.messageFinished();
        return content;
    }

    public void release() {
        content.release();
        inbound.setCollected(Unpooled.EMPTY_BUFFER);
        inbound.messageFinished();
    }
}
