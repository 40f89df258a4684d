package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
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
 * Closes the earlier owner's chats of a domain that another owner has proved. The earlier owner keeps them, and their
 * guests' tokens are revoked, so that a guest who comes back opens a chat with the new owner. {@code lostDomain} stays
 * with the earlier owner until this is done, so that {@link Retention} goes on after a crash.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class TransferredDomains {

    private static final int PAGE = 100;

    private final OwnerService owners;
    private final ChatQueries chats;
    private final ChatCloser closer;
    private final TokenService tokens;
    private final StoreFailureLog storeFailures;
    private final TaskScheduler scheduler;
    private final Clock clock;

    /** Returns at once: there may be many chats, and the owner who proved the domain waits for the reply. */
    @EventListener
    void on(DomainTransferred moved) {
        scheduler.schedule(() -> closeAll(moved.earlierOwnerId(), moved.domain()), clock.instant());
    }

    /** Closes what a crash left open, and what a request in flight opened after the transfer. */
    void closeRest(ObjectId earlierOwnerId, LostDomain lost) {
        boolean nothingInFlight = lost.at().plus(ChatPurger.IN_FLIGHT).isBefore(clock.instant());
        if (closeAll(earlierOwnerId, lost.name()) && nothingInFlight) {
            owners.forgetLostDomain(earlierOwnerId);
        }
    }

    /** @return whether all are closed now */
    private boolean closeAll(ObjectId earlierOwnerId, String domain) {
        int open = 0;
        @Nullable ObjectId last = null;
        List<Chat> page;
        do {
            page = chats.page(earlierOwnerId, domain, last, PAGE);
            for (Chat chat : page) {
                last = chat.id();
                if (!chat.isDeleted() && !close(chat)) {
                    open++;
                }
            }
        } while (page.size() == PAGE);
        log.debug("{} chats of a transferred domain are still open with the earlier owner", open);
        return open == 0;
    }

    private boolean close(Chat chat) {
        try {
            tokens.revokeGuestTokens(chat.guestId());
            closer.close(chat.id(), null);
            return true;
        } catch (DataAccessException e) {
            storeFailures.failed("the end of a transferred domain's chat", e);
            return false;
        } catch (RequestException e) {
            // Deleted meanwhile, or too busy; the others must be closed all the same.
            log.debug("A chat is still open with the earlier owner of its domain", e);
            return false;
        }
    }
}
