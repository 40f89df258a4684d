package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Tombstone;
import dev.porchlight.chat.push.Push;
import dev.porchlight.guest.GuestService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes chats out of the world with their messages and guests. From the moment a chat is marked as deleted it exists for
 * nobody; then it is swept, and swept again once nobody can be on the way any more who was let in before. What a crash
 * interrupts goes on by the mark, in this process or in another.
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class ChatEraser {

    /** Longer than a request takes, and than another process takes to notice. */
    static final Duration AGAIN_AFTER = Duration.ofMinutes(1);
    /** So long desks may sleep that should hear of it. */
    static final Duration REMEMBERED = Duration.ofDays(30);

    private static final int CHECK_MILLIS = 5_000;
    private static final int CHATS_A_CHECK = 100;
    private static final int SLICES_AT_ONCE = 4;
    private static final int SLICES_A_CHECK = 100;

    private final ChatRepository chats;
    private final TombstoneRepository tombstones;
    private final MessageRepository messages;
    private final MessageLog messageLog;
    private final GuestService guests;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** @return whether it had not been deleted before */
    public boolean erase(Chat chat) {
        boolean buried = chats.bury(chat);
        if (buried) {
            eraseRest(chat);
        }
        return buried;
    }

    /** @return whether it is gone; otherwise somebody wrote to it or moved it on since it was read, and it stays */
    boolean eraseUnmoved(Chat chat) {
        boolean buried = messageLog.endIf(
                chat.id(), () -> messages.lastSeq(chat.id()) == chat.lastSeq() && chats.buryUnmoved(chat));
        if (buried) {
            eraseRest(chat);
        }
        return buried;
    }

    private void eraseRest(Chat chat) {
        try {
            events.publishEvent(new Push.ChatDeleted(chat.ownerId(), chat.id()));
            guests.erase(chat.guestId());
            messageLog.end(chat.id());
            messages.removeAll(chat.id(), SLICES_AT_ONCE);
        } catch (RuntimeException e) {
            log.warn("A chat is deleted, and the rest of it will be swept: {}", e.toString());
        }
    }

    /** First at start, for what the last process left. */
    @Scheduled(initialDelay = 0, fixedDelay = CHECK_MILLIS)
    void sweep() {
        try {
            tombstones.toSweep(CHATS_A_CHECK).forEach(this::sweepAlone);
        } catch (RuntimeException e) {
            log.warn("Deleted chats could not be swept; they will be in a moment: {}", e.toString());
        }
    }

    /** One in trouble holds up no other. */
    private void sweepAlone(Tombstone chat) {
        try {
            sweep(chat);
        } catch (RuntimeException e) {
            log.warn("A deleted chat could not be swept; it will be in a moment: {}", e.toString());
        }
    }

    private void sweep(Tombstone chat) {
        Instant start = clock.instant();
        guests.erase(chat.guestId());
        if (!messages.removeAll(chat.id(), SLICES_A_CHECK)) {
            return;
        }
        Instant again = chat.updatedAt().plus(AGAIN_AFTER);
        if (start.isBefore(again)) {
            tombstones.sweepLater(chat, again);
        } else {
            tombstones.forgetAt(chat, start.plus(REMEMBERED));
        }
    }
}
