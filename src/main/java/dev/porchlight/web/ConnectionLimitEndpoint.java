package dev.porchlight.web;

import dev.porchlight.network.AddressBlock;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;

/** Tomcat's NIO endpoint with two limits that Tomcat lacks: connections per address, and {@link RequestHeadTimeout}. */
final class ConnectionLimitEndpoint extends NioEndpoint {

    private Predicate<InetAddress> isLimited = peer -> false;
    private int maxPerAddress;

    void limitConnections(Predicate<InetAddress> isLimited, int maxPerAddress) {
        this.isLimited = isLimited;
        this.maxPerAddress = maxPerAddress;
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new RequestHeadTimeout(handler));
    }

    /** Tomcat calls this from its acceptor thread only, for each new connection. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        InetAddress peer = socket.socket().getInetAddress();
        if (peer != null && isLimited.test(peer) && countConnections(AddressBlock.of(peer)) >= maxPerAddress) {
            destroySocket(socket);
            return false;
        }
        return super.setSocketOptions(socket);
    }

    /** Counts at most 1000 open connections rather than keeping a counter that could drift. */
    private long countConnections(AddressBlock block) {
        return connections.keySet().stream()
                .map(open -> open.socket().getInetAddress())
                .filter(peer -> peer != null && AddressBlock.of(peer).equals(block))
                .count();
    }
}
