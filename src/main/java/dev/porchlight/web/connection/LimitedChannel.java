package dev.porchlight.web.connection;

import dev.porchlight.limit.AddressLimit;
import dev.porchlight.network.AddressBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/** A connection that counts for its address while it is open, and among {@link SlowReaders} while a thread waits for it. */
final class LimitedChannel extends NioChannel {

    private final Function<@Nullable InetAddress, @Nullable AddressBlock> limitedBlocks;
    private final AddressLimit open;
    private final SlowReaders readers;

    private volatile @Nullable AddressBlock block;
    private volatile SlowReaders.@Nullable Reader reader;
    private boolean cutShort;

    /**
     * @param limitedBlocks who a peer counts as, {@code null} if it is not limited
     * @param open counts the connections of each block
     */
    LimitedChannel(
            SocketBufferHandler buffers,
            Function<@Nullable InetAddress, @Nullable AddressBlock> limitedBlocks,
            AddressLimit open,
            SlowReaders readers) {
        super(buffers);
        this.limitedBlocks = limitedBlocks;
        this.open = open;
        this.readers = readers;
    }

    /** Who the connection counts as; {@code null} if it is not limited. */
    @Nullable
    AddressBlock block() {
        return block;
    }

    /** Whether not all of an answer was written. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Tomcat keeps channels for further sockets. */
    @Override
    public void reset(@Nullable SocketChannel socket, NioEndpoint.@Nullable NioSocketWrapper wrapper)
            throws IOException {
        release();
        super.reset(socket, wrapper);
        if (socket != null) {
            AddressBlock peer = limitedBlocks.apply(socket.socket().getInetAddress());
            if (peer != null) {
                open.acquire(peer);
            }
            block = peer;
            reader = readers.newReader(socket, peer);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            release();
        }
    }

    private synchronized void release() {
        AddressBlock counted = block;
        if (counted != null) {
            open.release(counted);
            block = null;
        }
        SlowReaders.Reader current = reader;
        if (current != null) {
            current.closed();
            reader = null;
        }
        cutShort = false;
    }

    /** Writes what the client's window and our socket's buffer take; Tomcat waits, and calls again, while that is nothing. */
    @Override
    public int write(ByteBuffer answer) throws IOException {
        cutShort = true;
        int written = super.write(answer);
        SlowReaders.Reader current = reader;
        if (current != null) {
            current.wrote(written, !answer.hasRemaining());
        }
        cutShort = answer.hasRemaining();
        return written;
    }
}
