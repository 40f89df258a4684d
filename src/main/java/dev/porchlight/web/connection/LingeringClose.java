package dev.porchlight.web.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection only when its client has read the answer: closed while the client still sends, it would see a reset
 * instead. What arrives meanwhile is discarded: up to 256 KB, for 10 seconds at most, from a bounded number of connections,
 * and no thread waits for it.
 */
final class LingeringClose extends ForwardingHandler {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_MILLIS = 10_000;
    private static final int MAX_SILENCE_MILLIS = 5000;

    private final IntSupplier maxLingering;
    /** The connections that only wait for their client to close, until {@link #release}. */
    private final Map<SocketWrapperBase<NioChannel>, Discarded> lingering = new ConcurrentHashMap<>();

    LingeringClose(Handler<NioChannel> tomcat, IntSupplier maxLingering) {
        super(tomcat);
        this.maxLingering = maxLingering;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        Discarded discarded = lingering.get(socket);
        if (discarded == null) {
            SocketState state = super.process(socket, event);
            boolean answered = event == SocketEvent.OPEN_READ || event == SocketEvent.TIMEOUT;
            if (state != SocketState.CLOSED || !answered || lingering.size() >= maxLingering.getAsInt()) {
                return state;
            }
            discarded = new Discarded();
            // Before its client sees the end of the answer, and may be back with the next connection.
            lingering.put(socket, discarded);
            if (!endAnswer(socket)) {
                lingering.remove(socket);
                return state;
            }
            socket.setReadTimeout(MAX_SILENCE_MILLIS);
        } else if (event != SocketEvent.OPEN_READ) {
            return SocketState.CLOSED;
        }
        if (discarded.readAndCheckEnd(socket)) {
            return SocketState.CLOSED;
        }
        socket.registerReadInterest();
        return SocketState.LONG;
    }

    /** @return whether the client can still read it */
    private static boolean endAnswer(SocketWrapperBase<NioChannel> socket) {
        @Nullable
        SocketChannel channel = socket.isClosed() ? null : socket.getSocket().getIOChannel();
        if (channel == null || socket.getSocket() instanceof LimitedChannel limited && limited.isCutShort()) {
            return false;
        }
        try {
            channel.shutdownOutput();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Only one thread at a time uses it, the one that holds the socket's lock. */
    private static final class Discarded {

        private final long startNanos = System.nanoTime();
        private int bytes;

        /** @return whether the client has closed, or has sent too much or for too long */
        boolean readAndCheckEnd(SocketWrapperBase<NioChannel> socket) {
            byte[] chunk = new byte[8192];
            try {
                int read = socket.read(false, chunk, 0, chunk.length);
                while (read > 0 && bytes <= MAX_BYTES) {
                    bytes += read;
                    read = socket.read(false, chunk, 0, chunk.length);
                }
                return read != 0 || System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);
            } catch (IOException gone) {
                return true;
            }
        }
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
        lingering.remove(socket);
        super.release(socket);
    }
}
