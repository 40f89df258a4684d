package dev.porchlight.socket.engine.inbound;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Stops reading while it is closed. Without auto-read alone a channel is still read: decoders, and Netty's handler of
 * WebSocket pings, ask for more whenever what was read has not made a message.
 */
final class ReadGate extends ChannelOutboundHandlerAdapter {

    private boolean closed;

    void setClosed(boolean closed) {
        this.closed = closed;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!closed) {
            ctx.read();
        }
    }
}
