package dev.porchlight.socket.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes a connection at once whose peer has too many, before a byte of it costs anything. */
@RequiredArgsConstructor
final class PeerLimit extends ChannelInboundHandlerAdapter {

    private final ClientAddresses addresses;
    private final Counts connections;
    private @Nullable Object group;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Object peers = ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? addresses.group(peer.getAddress())
                : null;
        if (connections.add(peers)) {
            group = peers;
            ctx.fireChannelActive();
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.remove(group);
        group = null;
        ctx.fireChannelInactive();
    }
}
