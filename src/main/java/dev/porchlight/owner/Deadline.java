package dev.porchlight.owner;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A moment at which a connection is closed, whatever is being waited for on it: time-outs of sockets begin anew with each
 * byte, so a peer that trickles would never meet them.
 */
@Slf4j
final class Deadline implements AutoCloseable {

    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private @Nullable Socket watched;

    Deadline(Duration limit) {
        end.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::closeWatched);
    }

    /** Watches this one from now on. It must be a plain one: TLS waits for its peer to part in peace. */
    synchronized void watch(Socket plain) throws SocketTimeoutException {
        requireTime();
        watched = plain;
    }

    void requireTime() throws SocketTimeoutException {
        if (end.isDone()) {
            throw new SocketTimeoutException("It took too long");
        }
    }

    @Override
    public void close() {
        end.complete(null);
    }

    private synchronized void closeWatched() {
        try {
            if (watched != null) {
                watched.close();
            }
        } catch (IOException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}
