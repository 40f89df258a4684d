package dev.porchlight.socket;

import dev.porchlight.socket.engine.Connections;
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

/** Parts from all clients before a stop, in random order and evenly over a time, so that not all come back at once. */
@Slf4j
@RequiredArgsConstructor
final class Draining {

    private final Duration within;

    /** Returns once the last one has been asked to end. */
    void run(Collection<Connection> connections) throws InterruptedException {
        List<Connection> leaving = new ArrayList<>(connections);
        Collections.shuffle(leaving);
        leaving.forEach(this::announce);
        long start = System.nanoTime();
        for (int i = 0; i < leaving.size(); i++) {
            long due = start + within.toNanos() * i / leaving.size();
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            close(leaving.get(i));
        }
    }

    private void announce(Connection connection) {
        try {
            connection.getClient().sendEvent("draining", Map.of("within", within.toSeconds()));
        } catch (RuntimeException e) {
            log.warn("A connection could not be told of the stop", e);
        }
    }

    /** Behind the requests that came before, which are still answered. */
    private static void close(Connection connection) {
        if (!connection.getRequests().offer(() -> Connections.close(connection.getClient(), CloseReason.RESTART), 0)) {
            Connections.close(connection.getClient(), CloseReason.RESTART);
        }
    }
}
