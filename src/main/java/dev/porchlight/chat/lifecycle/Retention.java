package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatStatus;
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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Goes through all sites every hour: closes idle chats, deletes those idle for longer than their owner keeps them, and
 * closes what is left open on a domain that was transferred. Every process does this; of two that meet at a chat, one
 * finds that the other changed it.
 */
@Slf4j
@Component
@RequiredArgsConstructor
@EnableConfigurationProperties(ChatSettings.class)
final class Retention {

    private static final int FIRST_MILLIS = 60_000;
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int SITES_PER_PAGE = 200;
    private static final int CHATS_PER_BATCH = 100;
    /** The rest of one site's chats waits for the next hour, so that other sites get their turn. */
    private static final int MAX_BATCHES = 100;

    private static final List<ChatStatus> OPEN = List.of(ChatStatus.WAITING, ChatStatus.ACTIVE);
    private static final List<ChatStatus> NOT_DELETED =
            List.of(ChatStatus.WAITING, ChatStatus.ACTIVE, ChatStatus.CLOSED);

    private final SiteService sites;
    private final ChatQueries chats;
    private final ChatSummaries summaries;
    private final ChatDeleter deleter;
    private final ChatCloser closer;
    private final TransferredDomains transferredDomains;
    private final ChatSettings settings;
    private final Clock clock;

    /** Never throws. */
    @Scheduled(initialDelay = FIRST_MILLIS, fixedDelay = HOUR_MILLIS)
    void applyToAllSites() {
        try {
            @Nullable ObjectId last = null;
            List<OwnedSite> page;
            do {
                page = sites.page(last, SITES_PER_PAGE);
                for (OwnedSite site : page) {
                    last = site.ownerId();
                    apply(site);
                }
            } while (page.size() == SITES_PER_PAGE);
        } catch (RuntimeException e) {
            log.warn("Old chats could not all be closed or deleted; they will be in an hour: {}", e.toString());
        }
    }

    private void apply(OwnedSite owned) {
        if (owned.lostDomain() != null) {
            transferredDomains.closeRest(owned.ownerId(), owned.lostDomain());
        }
        Integer days = owned.site().retentionDays();
        if (days != null) {
            forEachIdle(owned.ownerId(), NOT_DELETED, Duration.ofDays(days), deleter::deleteIfUnchanged);
        }
        if (!settings.closeAfter().isZero()) {
            forEachIdle(owned.ownerId(), OPEN, settings.closeAfter(), closer::closeIfUnchanged);
        }
    }

    private void forEachIdle(ObjectId ownerId, List<ChatStatus> statuses, Duration idleFor, Predicate<Chat> action) {
        Instant time = clock.instant().minus(idleFor);
        for (ChatStatus status : statuses) {
            forEachIdleSince(time, ownerId, status, action);
        }
    }

    /** @param action takes a chat out of its status; {@code false} if another writer changed it */
    private void forEachIdleSince(Instant time, ObjectId ownerId, ChatStatus status, Predicate<Chat> action) {
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            List<Chat> idle = chats.idleSince(time, ownerId, status, CHATS_PER_BATCH);
            long done = idle.stream()
                    // The summary may not include the newest message yet.
                    .flatMap(this::refreshed)
                    .filter(chat -> chat.lastActivityAt().isBefore(time))
                    .filter(action)
                    .count();
            if (idle.size() < CHATS_PER_BATCH || done == 0) {
                return;
            }
        }
    }

    /** Leaves out what is deleted, or so busy that it is not idle. */
    private Stream<Chat> refreshed(Chat chat) {
        try {
            return summaries.refresh(chat).stream();
        } catch (RequestException busy) {
            return Stream.empty();
        }
    }
}
