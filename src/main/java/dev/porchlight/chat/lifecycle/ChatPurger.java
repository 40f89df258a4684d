package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Tombstone;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.guest.GuestService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes what tombstones cover: guests and messages. Each is purged again once no request can act on the chat as it
 * was before. Every process does this; two that purge the same chat do no harm.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class ChatPurger {

    /**
     * Longer than any request runs and any cache is stale: after it nothing can act on the chat as it was.
     */
    static final Duration IN_FLIGHT = Duration.ofMinutes(1);
    /** As long as a client may be offline and still learn that the chat was deleted. */
    static final Duration TOMBSTONE_KEPT = Duration.ofDays(30);

    private static final int CHECK_MILLIS = 5_000;
    private static final int TOMBSTONES_PER_CHECK = 100;
    private static final int BATCHES_PER_REQUEST = 4;
    private static final int BATCHES_PER_CHECK = 100;

    private final TombstoneRepository tombstones;
    private final MessageRepository messages;
    private final GuestService guests;
    private final Clock clock;
    private final StoreFailureLog storeFailures;

    void deleteGuest(ObjectId guestId) {
        guests.erase(guestId);
    }

    /** At most 2,000, since a client waits; the rest comes with the next check. */
    void deleteSomeMessages(ObjectId chatId) {
        messages.deleteAll(chatId, BATCHES_PER_REQUEST);
    }

    /** Runs at start, for what the last process left, and every five seconds. Never throws. */
    @Scheduled(initialDelay = 0, fixedDelay = CHECK_MILLIS)
    void purgeDue() {
        try {
            tombstones.dueForPurge(TOMBSTONES_PER_CHECK).forEach(this::purgeAlone);
        } catch (DataAccessException e) {
            storeFailures.failed("the purge of deleted chats", e);
        } catch (RuntimeException e) {
            log.warn("Deleted chats could not be purged; they will be in a moment: {}", e.toString());
        }
    }

    /** One chat that cannot be purged holds up no other. */
    private void purgeAlone(Tombstone chat) {
        try {
            purge(chat);
        } catch (DataAccessException e) {
            storeFailures.failed("the purge of a deleted chat", e);
        } catch (RuntimeException e) {
            log.warn("A deleted chat could not be purged; it will be in a moment: {}", e.toString());
        }
    }

    private void purge(Tombstone chat) {
        Instant start = clock.instant();
        deleteGuest(chat.guestId());
        if (!messages.deleteAll(chat.id(), BATCHES_PER_CHECK)) {
            return;
        }
        Instant again = chat.updatedAt().plus(IN_FLIGHT);
        if (start.isBefore(again)) {
            tombstones.setPurgeAt(chat, again);
        } else {
            tombstones.setExpiresAt(chat, start.plus(TOMBSTONE_KEPT));
        }
    }
}
