package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.LostDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.domain.DomainTransferred;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.util.List;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Closes the chats of a domain with an owner who turned out not to hold it. She keeps them; their guests are ended, so
 * that whoever comes back meets the one who does. The owner's mark is there until that is done, whatever dies meanwhile.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class TransferredDomains {

    private static final int PAGE = 100;

    private final OwnerService owners;
    private final ChatQueries lists;
    private final ChatCloser closer;
    private final TokenService tokens;
    private final TaskScheduler scheduler;
    private final Clock clock;

    @EventListener
    void on(DomainTransferred transferred) {
        // There may be many, and who proved her domain does not wait for them.
        scheduler.schedule(() -> close(transferred.earlierOwnerId(), transferred.domain()), clock.instant());
    }

    /** Closes what a crash left open, and whatever somebody opened who was on the way. */
    void finish(ObjectId earlierOwnerId, LostDomain lost) {
        boolean nobodyIsOnTheWay = lost.at().plus(ChatEraser.AGAIN_AFTER).isBefore(clock.instant());
        if (close(earlierOwnerId, lost.name()) && nobodyIsOnTheWay) {
            owners.forgetLostDomain(earlierOwnerId);
        }
    }

    /** @return whether all are closed now */
    private boolean close(ObjectId earlierOwnerId, String domain) {
        boolean all = true;
        @Nullable ObjectId last = null;
        List<Chat> page;
        do {
            page = lists.ofDomain(earlierOwnerId, domain, last, PAGE);
            for (Chat chat : page) {
                all &= chat.isDeleted() || close(chat);
                last = chat.id();
            }
        } while (page.size() == PAGE);
        log.info(
                "{} went to who proved to hold it; its chats with the earlier owner are closed{}",
                domain,
                all ? "" : " but some");
        return all;
    }

    private boolean close(Chat chat) {
        try {
            tokens.revokeGuestTokens(chat.guestId());
            closer.close(chat.id());
            return true;
        } catch (RequestException | DataAccessException e) {
            // Erased meanwhile, or written to by many; the others must be closed all the same.
            log.warn("The chat {} is still open with the earlier owner of its domain: {}", chat.id(), e.toString());
            return false;
        }
    }
}
