package dev.porchlight.chat.summary;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.error.RequestException;
import jakarta.annotation.PostConstruct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds the chats whose summaries a crash left behind, here or in another process: those with messages newer than the
 * stored mark up to which all summaries are known to be right.
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class SummaryCatchUp {

    private static final String MARK = "summaries";
    /** For clocks that differ, and for inserts that took their time after their id was made. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final int PAGE = 5_000;

    private final MongoOperations mongo;
    private final MessageRepository messages;
    private final ChatQueries chats;
    private final ChatSummaries summaries;
    private final Clock clock;

    /** Runs at start, before any client can ask for a list, and every minute. Never throws. */
    @PostConstruct
    @Scheduled(initialDelay = 60_000, fixedDelay = 60_000)
    public void catchUp() {
        try {
            Instant start = clock.instant();
            ObjectId last = firstIdAt(mark().minus(OVERLAP));
            List<MessageRepository.Position> page;
            do {
                page = messages.positionsAfter(last, PAGE);
                if (!page.isEmpty()) {
                    refreshChatsOf(page);
                    last = page.get(page.size() - 1).messageId();
                    // Page by page, so that the next run goes on where this one is interrupted.
                    moveMark(last.getDate().toInstant());
                }
            } while (page.size() == PAGE);
            moveMark(start);
        } catch (RequestException e) {
            log.debug("A chat is too busy; the rest will be checked in a minute", e);
        } catch (RuntimeException e) {
            log.warn("Summaries could not all be checked; they will be in a minute: {}", e.toString());
        }
    }

    private void refreshChatsOf(List<MessageRepository.Position> page) {
        Map<ObjectId, Long> lastSeqs = new HashMap<>();
        page.forEach(message -> lastSeqs.merge(message.chatId(), message.seq(), Math::max));
        chats.withSummaryBehind(lastSeqs).forEach(summaries::refresh);
    }

    private Instant mark() {
        return Optional.ofNullable(mongo.findById(MARK, Mark.class))
                .map(Mark::at)
                .orElse(Instant.EPOCH.plus(OVERLAP));
    }

    private void moveMark(Instant at) {
        mongo.upsert(query(where("_id").is(MARK)), new Update().max("at", at), Mark.class);
    }

    private static ObjectId firstIdAt(Instant time) {
        return new ObjectId("%08x%016x".formatted(time.getEpochSecond(), 0));
    }

    @Document("marks")
    record Mark(@Id String id, Instant at) {}
}
