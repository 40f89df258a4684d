package dev.porchlight.chat.summary;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.MessageRepository;
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
 * mark up to which all summaries are known to be right.
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
    private final ChatQueries lists;
    private final ChatSummaries summaries;
    private final Clock clock;

    /** First at start, before anybody can ask for a list. */
    @PostConstruct
    @Scheduled(initialDelay = 60_000, fixedDelay = 60_000)
    public void catchUp() {
        try {
            Instant mark = Optional.ofNullable(mongo.findById(MARK, Mark.class))
                    .map(Mark::at)
                    .orElse(Instant.EPOCH.plus(OVERLAP));
            Instant start = clock.instant();
            ObjectId last = firstIdAt(mark.minus(OVERLAP));
            List<MessageRepository.Place> page;
            do {
                page = messages.storedAfter(last, PAGE);
                Map<ObjectId, Long> lastSeqs = new HashMap<>();
                page.forEach(place -> lastSeqs.merge(place.chatId(), place.seq(), Math::max));
                if (!page.isEmpty()) {
                    lists.behind(lastSeqs).forEach(summaries::refresh);
                    last = page.get(page.size() - 1).id();
                    // However far this comes before it is interrupted, the next time begins there.
                    moveMark(last.getDate().toInstant());
                }
            } while (page.size() == PAGE);
            moveMark(start);
        } catch (RuntimeException e) {
            log.warn("Summaries could not all be checked; they will be in a minute: {}", e.toString());
        }
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
