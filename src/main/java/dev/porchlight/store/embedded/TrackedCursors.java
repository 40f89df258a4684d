package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forgets cursors that their clients have forgotten; the library keeps them for ever. */
final class TrackedCursors extends CursorRegistry {

    private final CursorRegistry cursors;
    private final Set<PositionCursor> open = ConcurrentHashMap.newKeySet();

    TrackedCursors(CursorRegistry cursors) {
        this.cursors = cursors;
    }

    @Override
    public long generateCursorId() {
        return cursors.generateCursorId();
    }

    @Override
    public void add(Cursor cursor) {
        cursors.add(cursor);
        if (cursor instanceof PositionCursor tracked) {
            open.add(tracked);
        }
    }

    void forgetIdle(Duration limit) {
        for (Iterator<PositionCursor> each = open.iterator(); each.hasNext(); ) {
            PositionCursor cursor = each.next();
            if (cursor.isEmpty() || cursor.idleNanos() > limit.toNanos()) {
                cursors.remove(cursor);
                each.remove();
            }
        }
    }
}
