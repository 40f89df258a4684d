package dev.porchlight.socket.engine.websocket;

import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.session.PendingBytes;
import dev.porchlight.socket.engine.session.SessionRegistry;
import dev.porchlight.socket.engine.session.SessionTransport;
import dev.porchlight.socket.engine.tcp.DelayedClose;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.concurrent.TimeUnit;

/** Sends each packet as a text frame. */
final class WebSocketTransport implements SessionTransport {

    private final Channel channel;
    private final EngineSettings settings;
    private final PendingBytes totalPending;
    private volatile boolean disconnecting;

    WebSocketTransport(Channel channel, SessionRegistry sessions) {
        this.channel = channel;
        this.settings = sessions.settings();
        this.totalPending = sessions.pendingBytes();
    }

    @Override
    public Transport type() {
        return Transport.WEBSOCKET;
    }

    @Override
    public boolean write(byte[] packet) {
        if (disconnecting) {
            return true;
        }
        totalPending.add(packet.length);
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(packet)))
                .addListener(sentOrFailed -> {
                    totalPending.remove(packet.length);
                    if (!sentOrFailed.isSuccess()) {
                        closeAfter(sentOrFailed.cause());
                    }
                });
        return pendingBytes() <= settings.maxPendingBytes();
    }

    /** A packet is lost, such as for want of memory: the client must notice, and ask for what it has missed. */
    private void closeAfter(Throwable cause) {
        if (channel.isActive()) {
            channel.pipeline().fireExceptionCaught(cause);
        }
    }

    /** Netty drops pending writes when the connection ends. */
    @Override
    public void discardPending() {}

    @Override
    public void disconnectSlowConsumer() {
        disconnecting = true;
        DelayedClose.schedule(channel.eventLoop(), () -> {
            channel.pipeline().fireUserEventTriggered(CloseReason.TOO_SLOW);
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
        // The client closes when it sees the end. Closing at once might reset the connection and lose pending data.
        channel.writeAndFlush(new CloseWebSocketFrame(reason.status(), reason.text()))
                .addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
        channel.eventLoop()
                .schedule(() -> channel.close(), settings.closeGrace().toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }
}
