package dev.porchlight.web.connection;

import dev.porchlight.limit.AddressLimit;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.web.connection.ReaderBoundChannel.Readers;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's NIO endpoint with what it lacks: a limit on connections per address, room for whoever comes when all are taken,
 * {@link RequestHeadTimeout}, {@link LingeringClose} and {@link ReaderBoundChannel}.
 */
final class ConnectionLimitEndpoint extends NioEndpoint {

    /** How many threads may wait for slow readers at one address. */
    private static final int MAX_WAITING_PER_ADDRESS = 4;

    /** An address with no more connections than these loses none to others. */
    private static final int MIN_PER_ADDRESS = 4;

    private @Nullable Limits limits;

    private record Limits(
            Predicate<InetAddress> isLimited, int maxPerAddress, Rejections rejections, Readers readers) {}

    /** To be called before the start. */
    void limitConnections(Predicate<InetAddress> isLimited, int maxPerAddress, Rejections rejections) {
        Readers readers = new Readers(isLimited, new AddressLimit(MAX_WAITING_PER_ADDRESS), rejections);
        limits = new Limits(isLimited, maxPerAddress, rejections, readers);
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new RequestHeadTimeout(new LingeringClose(handler)));
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return limits == null ? super.createChannel(buffers) : new ReaderBoundChannel(buffers, limits.readers);
    }

    /** Tomcat calls this from its acceptor thread only, for each new connection. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        InetAddress peer = socket.socket().getInetAddress();
        if (limits != null && peer != null && limits.isLimited.test(peer)) {
            AddressBlock block = AddressBlock.of(peer);
            Map<AddressBlock, List<SocketWrapperBase<NioChannel>>> open = limitedConnections(limits.isLimited);
            if (open.getOrDefault(block, List.of()).size() >= limits.maxPerAddress) {
                limits.rejections.count("connections of an address");
                destroySocket(socket);
                return false;
            }
            if (getConnectionCount() > getMaxConnections() - getMaxConnections() / 10) {
                closeOneOfMost(open, limits.rejections);
            }
        }
        return super.setSocketOptions(socket);
    }

    /** Looks at the at most 1000 open connections rather than keeping counters that could drift. */
    private Map<AddressBlock, List<SocketWrapperBase<NioChannel>>> limitedConnections(
            Predicate<InetAddress> isLimited) {
        return connections.entrySet().stream()
                .filter(open -> {
                    InetAddress peer = open.getKey().socket().getInetAddress();
                    return peer != null && isLimited.test(peer);
                })
                .collect(Collectors.groupingBy(
                        open -> AddressBlock.of(open.getKey().socket().getInetAddress()),
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** Closes the connection that has been silent for longest of the address that has most. */
    private void closeOneOfMost(Map<AddressBlock, List<SocketWrapperBase<NioChannel>>> open, Rejections rejections) {
        open.values().stream()
                .max(Comparator.comparingInt(List::size))
                .filter(most -> most.size() > MIN_PER_ADDRESS)
                .stream()
                .flatMap(most -> most.stream().sorted(Comparator.comparingLong(ConnectionLimitEndpoint::lastRead)))
                .filter(this::closeIfWaiting)
                .findFirst()
                .ifPresent(closed -> rejections.count("connections in all"));
    }

    private static long lastRead(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioSocketWrapper nio ? nio.getLastRead() : 0;
    }

    /** As Tomcat closes what has timed out; not while a thread serves it, which is soon done or stopped by other bounds. */
    private boolean closeIfWaiting(SocketWrapperBase<NioChannel> connection) {
        if (!connection.getLock().tryLock()) {
            return false;
        }
        try {
            return !connection.isClosed() && processSocket(connection, SocketEvent.ERROR, false);
        } finally {
            connection.getLock().unlock();
        }
    }
}
