package dev.porchlight.chat.export;

import dev.porchlight.error.RequestException;
import java.util.HashSet;
import java.util.Set;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Keeps exports, which take long, from taking up the threads of everybody else. */
@Component
final class ExportPermits {

    private static final int AT_ONCE = 4;
    private static final int RETRY_SECONDS = 60;

    private final Set<ObjectId> running = new HashSet<>();

    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws RequestException {@code RATE_LIMITED} while she has an export running, or others have too many */
    synchronized Permit take(ObjectId ownerId) {
        if (running.size() == AT_ONCE || !running.add(ownerId)) {
            throw RequestException.rateLimited(
                    "An export is running; please try again when it is done.", RETRY_SECONDS);
        }
        return () -> release(ownerId);
    }

    private synchronized void release(ObjectId ownerId) {
        running.remove(ownerId);
    }
}
