package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.error.RequestException;
import dev.porchlight.site.OwnedSite;
import dev.porchlight.site.SiteService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Closes chats in which nobody writes any more or whose domain moved, and erases those that are older than their owner
 * wants to keep. Every process does it; of two that meet at a chat, one finds that it was moved on.
 */
@Slf4j
@Component
@RequiredArgsConstructor
@EnableConfigurationProperties(ChatSettings.class)
final class Retention {

    private static final int FIRST_MILLIS = 60_000;
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int OWNERS_A_PAGE = 200;
    private static final int CHATS_A_SLICE = 100;
    /** What is left of one owner's chats has to wait for the next hour, so that others have their turn. */
    private static final int SLICES = 100;

    private final SiteService sites;
    private final ChatRepository chats;
    private final ChatQueries lists;
    private final ChatSummaries summaries;
    private final ChatEraser erasure;
    private final TransferredDomains movedDomains;
    private final ApplicationEventPublisher events;
    private final ChatSettings settings;
    private final Clock clock;

    @Scheduled(initialDelay = FIRST_MILLIS, fixedDelay = HOUR_MILLIS)
    void apply() {
        try {
            ObjectId last = null;
            List<OwnedSite> page;
            do {
                page = sites.page(last, OWNERS_A_PAGE);
                for (OwnedSite site : page) {
                    last = site.ownerId();
                    apply(site);
                }
            } while (page.size() == OWNERS_A_PAGE);
        } catch (RuntimeException e) {
            log.warn("Old chats could not all be closed or erased; they will be in an hour: {}", e.toString());
        }
    }

    private void apply(OwnedSite owned) {
        if (owned.lostDomain() != null) {
            movedDomains.finish(owned.ownerId(), owned.lostDomain());
        }
        Integer days = owned.site().retentionDays();
        if (days != null) {
            Instant time = clock.instant().minus(Duration.ofDays(days));
            for (ChatStatus status : List.of(ChatStatus.WAITING, ChatStatus.ACTIVE, ChatStatus.CLOSED)) {
                forEachIdleSince(time, owned.ownerId(), status, erasure::eraseUnmoved);
            }
        }
        if (!settings.closeAfter().isZero()) {
            Instant time = clock.instant().minus(settings.closeAfter());
            for (ChatStatus status : List.of(ChatStatus.WAITING, ChatStatus.ACTIVE)) {
                forEachIdleSince(time, owned.ownerId(), status, this::close);
            }
        }
    }

    /** @param action takes a chat out of this status; {@code false} if it was moved on meanwhile */
    private void forEachIdleSince(Instant time, ObjectId ownerId, ChatStatus status, Predicate<Chat> action) {
        for (int slice = 0; slice < SLICES; slice++) {
            List<Chat> idle = lists.idleSince(time, ownerId, status, CHATS_A_SLICE);
            long done = idle.stream()
                    // Its newest message may not be summed up yet.
                    .flatMap(this::refreshed)
                    .filter(chat -> chat.lastActivityAt().isBefore(time))
                    .filter(action)
                    .count();
            if (idle.size() < CHATS_A_SLICE || done == 0) {
                return;
            }
        }
    }

    private Stream<Chat> refreshed(Chat chat) {
        try {
            return summaries.refresh(chat).stream();
        } catch (RequestException busy) {
            return Stream.empty();
        }
    }

    private boolean close(Chat chat) {
        Chat closed = chat.with(ChatStatus.CLOSED);
        boolean advanced = chats.advance(chat, closed);
        if (advanced) {
            events.publishEvent(Push.ChatUpdated.of(chat.status(), closed));
        }
        return advanced;
    }
}
