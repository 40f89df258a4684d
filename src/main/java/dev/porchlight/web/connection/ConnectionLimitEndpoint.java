package dev.porchlight.web.connection;

import dev.porchlight.health.FileDescriptors;
import dev.porchlight.limit.AddressLimit;
import dev.porchlight.network.AddressBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's NIO endpoint with what it lacks: a limit on connections per address, room for a new connection when
 * all are taken, {@link ThreadTurn}, {@link RequestHeadTimeout}, {@link LingeringClose} and {@link SlowReaders}.
 */
final class ConnectionLimitEndpoint extends NioEndpoint {

    /** Fixed, since the kernel would let it grow to megabytes, and not report what a slow client takes of them for minutes. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** A reader may pause for longer than a sender: a proxy in between takes an answer in portions. */
    private static final long WRITE_TIMEOUT_FACTOR = 3;

    /** An address that uses more of its limit loses connections to others first. */
    private static final double HIGH_USAGE = 0.5;

    private @Nullable Limits limits;

    /** @param open counts the connections of limited peers */
    private record Limits(
            Predicate<InetAddress> isLimited,
            AddressLimit open,
            FileDescriptors descriptors,
            Rejections rejections,
            SlowReaders readers) {

        @Nullable
        AddressBlock limitedBlock(@Nullable InetAddress peer) {
            return peer != null && isLimited.test(peer) ? AddressBlock.of(peer) : null;
        }
    }

    ConnectionLimitEndpoint() {
        getSocketProperties().setTxBufSize(SEND_BUFFER_BYTES);
    }

    /** To be called before the start. */
    void limitConnections(
            Predicate<InetAddress> isLimited, int maxPerAddress, FileDescriptors descriptors, Rejections rejections) {
        SlowReaders readers = new SlowReaders(() -> getMaxThreads() / 2, System::nanoTime, rejections);
        limits = new Limits(isLimited, new AddressLimit(maxPerAddress), descriptors, rejections, readers);
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(
                new ThreadTurn(new RequestHeadTimeout(new LingeringClose(handler, () -> getMaxConnections() / 10))));
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return limits == null
                ? super.createChannel(buffers)
                : new LimitedChannel(buffers, limits::limitedBlock, limits.open, limits.readers);
    }

    /** Tomcat tries again after a pause. */
    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        try {
            return super.serverSocketAccept();
        } catch (IOException e) {
            if (limits != null && isRunning() && !isPaused()) {
                limits.descriptors.acceptFailed(e);
            }
            throw e;
        }
    }

    /** Tomcat calls this from its acceptor thread only, for each new connection. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (limits == null) {
            return super.setSocketOptions(socket);
        }
        if (!limits.descriptors.mayStay(FileDescriptors.LEFT_BY_REST)) {
            limits.rejections.count("file descriptors");
            destroySocket(socket);
            return false;
        }
        AddressBlock block = limits.limitedBlock(socket.socket().getInetAddress());
        if (block != null && limits.open.usage(block) >= 1) {
            limits.rejections.count("connections of an address");
            destroySocket(socket);
            return false;
        }
        if (getConnectionCount() > getMaxConnections() - getMaxConnections() / 10) {
            makeRoom(limits);
        }
        boolean open = super.setSocketOptions(socket);
        SocketWrapperBase<NioChannel> connection = connections.get(socket);
        if (connection != null) {
            connection.setWriteTimeout(WRITE_TIMEOUT_FACTOR * getConnectionTimeout());
        }
        return open;
    }

    /** Closes the connection silent for longest: of the address with the highest usage, or of all if none is high. */
    private void makeRoom(Limits limits) {
        connections.values().stream()
                .flatMap(connection -> Candidate.of(connection, limits.open))
                .sorted(Comparator.comparingDouble(Candidate::highUsage)
                        .reversed()
                        .thenComparingLong(Candidate::lastReadMillis))
                .filter(candidate -> closeIfWaiting(candidate.connection))
                .findFirst()
                .ifPresent(closed -> limits.rejections.count("connections in all"));
    }

    /** @param highUsage the part of its limit that its address uses, or zero if that is not high */
    private record Candidate(SocketWrapperBase<NioChannel> connection, double highUsage, long lastReadMillis) {

        static Stream<Candidate> of(SocketWrapperBase<NioChannel> connection, AddressLimit open) {
            @Nullable
            AddressBlock block = connection.getSocket() instanceof LimitedChannel channel ? channel.block() : null;
            if (block == null || connection.getError() != null) {
                return Stream.empty();
            }
            double usage = open.usage(block);
            long lastReadMillis = connection instanceof NioSocketWrapper nio ? nio.getLastRead() : 0;
            return Stream.of(new Candidate(connection, usage > HIGH_USAGE ? usage : 0, lastReadMillis));
        }
    }

    /** As Tomcat closes what has timed out; not while a thread serves it, which is soon done or stopped by other bounds. */
    private boolean closeIfWaiting(SocketWrapperBase<NioChannel> connection) {
        if (!connection.getLock().tryLock()) {
            return false;
        }
        try {
            if (connection.isClosed()) {
                return false;
            }
            // Also keeps it from being chosen again until a thread has closed it.
            connection.setError(new SocketTimeoutException("Others need the connection"));
            return processSocket(connection, SocketEvent.ERROR, true);
        } finally {
            connection.getLock().unlock();
        }
    }
}
