package dev.porchlight.socket.connection;

import dev.porchlight.socket.engine.config.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** Closes all connections before a stop, in random order and spread evenly over a time, so that reconnects are spread too. */
@Slf4j
@RequiredArgsConstructor
public final class Draining {

    private final Duration duration;

    /** Blocks for the duration; returns once the last connection has been asked to close. */
    public void run(Collection<Connection> connections) throws InterruptedException {
        List<Connection> remaining = new ArrayList<>(connections);
        Collections.shuffle(remaining);
        remaining.forEach(this::sendNotice);
        long start = System.nanoTime();
        for (int i = 0; i < remaining.size(); i++) {
            long due = start + duration.toNanos() * i / remaining.size();
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            close(remaining.get(i));
        }
    }

    private void sendNotice(Connection connection) {
        try {
            connection.send("draining", Map.of("within", duration.toSeconds()));
        } catch (RuntimeException e) {
            log.warn("The draining event could not be sent to a connection", e);
        }
    }

    /** Queued behind the requests that came before, which still get their replies. */
    private static void close(Connection connection) {
        Runnable disconnect = () -> connection.disconnect(CloseReason.RESTART);
        if (!connection.getRequests().offer(disconnect, 0)) {
            disconnect.run();
        }
    }
}
