package dev.porchlight.socket.engine;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;

/** Writes each packet as a text frame. */
@RequiredArgsConstructor
final class WebSocketOutbound implements Outbound {

    private final Channel channel;
    private final GuardSettings settings;
    private final Backlog backlog;
    private volatile boolean cutOff;

    @Override
    public boolean write(byte[] packet) {
        if (cutOff) {
            return true;
        }
        backlog.add(packet.length);
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(packet)))
                .addListener(takenOrDropped -> backlog.remove(packet.length));
        return pendingBytes() <= settings.maxBacklogBytes();
    }

    /** Nothing waits here but what the connection drops by itself when it ends. */
    @Override
    public void drop() {}

    @Override
    public void cutOff() {
        cutOff = true;
        Outbound.inAMoment(channel.eventLoop(), () -> {
            channel.pipeline().fireUserEventTriggered(CloseReason.SLOW);
            channel.close();
        });
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    @Override
    public boolean close(CloseReason reason) {
        channel.writeAndFlush(new CloseWebSocketFrame(reason.status(), reason.text()));
        // The client's own close frame ends the connection sooner. Closing at once could reset it and lose last words.
        channel.eventLoop()
                .schedule(() -> channel.close(), settings.closeGrace().toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }
}
