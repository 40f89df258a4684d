package dev.porchlight.socket.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;

/**
 * Drops what still arrives after a request was rejected, up to a limit, so that its client gets to read the response: closing
 * while the client still sends would reset the connection, and lose it.
 */
@RequiredArgsConstructor
final class DiscardingHandler extends ChannelInboundHandlerAdapter {

    static final int MAX_SECONDS = 10;
    private static final int MAX_BYTES = 1 << 20;

    /** One for each connection that is open for more than a second. */
    private final Semaphore lingering;

    private int discarded;
    private int discardedBefore;
    private int seconds;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        discarded += bytes.readableBytes();
        bytes.release();
        if (discarded > MAX_BYTES) {
            ctx.close();
        }
    }

    /** Closes the connection once nothing has arrived for a second, and after {@value #MAX_SECONDS} seconds anyhow. */
    void closeWhenQuiet(Channel channel) {
        channel.eventLoop().schedule(() -> check(channel), 1, TimeUnit.SECONDS);
    }

    private void check(Channel channel) {
        seconds++;
        if (discarded > discardedBefore && seconds < MAX_SECONDS && mayLinger(channel)) {
            discardedBefore = discarded;
            closeWhenQuiet(channel);
        } else {
            channel.close();
        }
    }

    private boolean mayLinger(Channel channel) {
        if (seconds > 1) {
            return true;
        }
        boolean may = channel.isOpen() && lingering.tryAcquire();
        if (may) {
            channel.closeFuture().addListener(closed -> lingering.release());
        }
        return may;
    }
}
