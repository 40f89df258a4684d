package dev.porchlight.web;

import dev.porchlight.network.AddressBlock;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;

/** Tomcat's connections, with two bounds that it has not: how many one address may have, and {@link HeadTimeout}. */
final class BoundedEndpoint extends NioEndpoint {

    private Predicate<InetAddress> limited = peer -> false;
    private int most;

    void limitConnections(Predicate<InetAddress> limited, int most) {
        this.limited = limited;
        this.most = most;
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new HeadTimeout(handler));
    }

    /** Asked for each new connection, one after the other. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        InetAddress peer = socket.socket().getInetAddress();
        if (peer != null && limited.test(peer) && countOf(AddressBlock.of(peer)) >= most) {
            destroySocket(socket);
            return false;
        }
        return super.setSocketOptions(socket);
    }

    /** Counted anew, since they are not many: so there is no number that could drift. */
    private long countOf(AddressBlock block) {
        return connections.keySet().stream()
                .map(open -> open.socket().getInetAddress())
                .filter(peer -> peer != null && AddressBlock.of(peer).equals(block))
                .count();
    }
}
