package dev.porchlight.site.domain;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the plain sockets of one lookup and closes them at its deadline, or when the lookup ends: HttpClient's timeouts
 * begin anew with each byte, so that a peer that trickles never meets them, and a TLS socket waits for its peer to close.
 */
@Slf4j
final class DeadlineSocketFactory implements DetachedSocketFactory, AutoCloseable {

    private final Supplier<Socket> sockets;
    private final List<Socket> created = new ArrayList<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    /** @param sockets creates an unconnected socket */
    DeadlineSocketFactory(Duration timeout, Supplier<Socket> sockets) {
        this.sockets = sockets;
        end.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::closeAll);
    }

    @Override
    public synchronized Socket create(@Nullable Proxy socksProxy) throws IOException {
        if (end.isDone()) {
            throw new SocketTimeoutException("The lookup took too long");
        }
        Socket socket = sockets.get();
        created.add(socket);
        return socket;
    }

    @Override
    public void close() {
        end.complete(null);
    }

    private synchronized void closeAll() {
        for (Socket socket : created) {
            try {
                socket.close();
            } catch (IOException e) {
                log.debug("A connection could not be closed", e);
            }
        }
    }
}
