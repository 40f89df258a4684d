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
        inbound.setCollected(INITIAL_BYTES);
    }

    public void append(ByteBuf part) throws RequestRejectedException {
        if (content.readableBytes() + part.readableBytes() > maxBytes) {
            throw new RequestRejectedException(HttpRejection.TOO_LARGE);
        }
        content.writeBytes(part);
        inbound.setCollected(content.capacity());
    }

    /** Valid until {@link #release}. */
    public ByteBuf content() {
        return content;
    }

    public void release() {
        content.release();
        inbound.setCollected(0);
        inbound.messageFinished();
    }
}
