package dev.porchlight.store.embedded.collection;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Registers cursors with the library's registry, which never expires one, and removes those that are idle. */
public final class ExpiringCursorRegistry extends CursorRegistry {

    private final CursorRegistry registry;
    private final Set<PositionCursor> open = ConcurrentHashMap.newKeySet();

    public ExpiringCursorRegistry(CursorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public long generateCursorId() {
        return registry.generateCursorId();
    }

    @Override
    public void add(Cursor cursor) {
        registry.add(cursor);
        if (cursor instanceof PositionCursor positions) {
            open.add(positions);
        }
    }

    /** Removes cursors that are exhausted, or that no client has used for so long. */
    public void removeIdle(Duration timeout) {
        for (PositionCursor cursor : open) {
            if (cursor.isEmpty() || cursor.idleNanos() > timeout.toNanos()) {
                registry.remove(cursor);
                open.remove(cursor);
            }
        }
    }
}
