package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes a connection at once that is too many, of its peer or in all, before a byte of it costs anything. */
@RequiredArgsConstructor
final class PeerLimit extends ChannelInboundHandlerAdapter {

    private final ClientAddresses addresses;
    private final Counts connections;
    private final GuardWatch watch;
    private @Nullable Object group;
    private boolean counted;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Object peers = ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? addresses.group(peer.getAddress())
                : null;
        if (connections.add(peers)) {
            counted = true;
            group = peers;
            ctx.fireChannelActive();
        } else {
            watch.refused("a connection too many");
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (counted) {
            counted = false;
            connections.remove(group);
        }
        ctx.fireChannelInactive();
    }
}
