package dev.porchlight.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells those who left from those who only change the page, or the network. */
final class Presence {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<Room, Instant> leaving = new ConcurrentHashMap<>();

    /** @return whether it is news that somebody is there */
    boolean enter(Room room) {
        return leaving.remove(room) == null;
    }

    void leave(Room room, Instant now) {
        leaving.put(room, now);
    }

    boolean isLeaving(Room room) {
        return leaving.containsKey(room);
    }

    /** Those left for long enough, each once. */
    List<Room> left(Instant now) {
        List<Room> left = new ArrayList<>();
        leaving.forEach((room, since) -> {
            if (!now.isBefore(since.plus(GRACE)) && leaving.remove(room, since)) {
                left.add(room);
            }
        });
        return left;
    }
}
