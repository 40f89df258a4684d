package dev.porchlight.socket.guard;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;

/** Writes each packet as a text frame; a client that lets too much of it pile up is cut off. */
@RequiredArgsConstructor
final class WebSocketOutbound implements Outbound {

    private final Channel channel;
    private final GuardSettings settings;

    @Override
    public void write(byte[] packet) {
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(packet)));
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending != null && pending.totalPendingWriteBytes() > settings.maxBacklogBytes()) {
            channel.close();
        }
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public boolean close() {
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        // The client's own close frame ends the connection sooner. Closing at once could reset it and lose last words.
        channel.eventLoop()
                .schedule(() -> channel.close(), settings.closeGrace().toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }
}
