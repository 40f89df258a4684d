package dev.porchlight.chat.export;

import dev.porchlight.error.RequestException;
import java.util.HashSet;
import java.util.Set;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Limits how many exports run at once: each holds an HTTP thread until the client has read it. */
@Component
final class ExportPermits {

    private static final int MAX_RUNNING = 4;
    private static final int RETRY_SECONDS = 60;

    private final Set<ObjectId> running = new HashSet<>();

    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws RequestException {@code RATE_LIMITED} while the owner has an export running, or four run for others */
    synchronized Permit acquire(ObjectId ownerId) {
        if (running.size() == MAX_RUNNING || !running.add(ownerId)) {
            throw RequestException.rateLimited(
                    "An export is running; please try again when it is done.", RETRY_SECONDS);
        }
        return () -> release(ownerId);
    }

    private synchronized void release(ObjectId ownerId) {
        running.remove(ownerId);
    }
}
