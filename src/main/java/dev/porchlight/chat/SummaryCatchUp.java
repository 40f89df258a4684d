package dev.porchlight.chat;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import jakarta.annotation.PostConstruct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
final class SummaryCatchUp {

    private static final String MARK = "summaries";
    /** For clocks that differ, and for inserts that took their time after their id was made. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final int BATCH = 1_000;

    private final MongoOperations mongo;
    private final Messages messages;
    private final ChatSummaries summaries;
    private final Clock clock;

    @Scheduled(initialDelay = 60_000, fixedDelay = 60_000)
    void everyMinute() {
        try {
            catchUp();
        } catch (RuntimeException e) {
            log.warn("Summaries could not be checked; they will be in a minute: {}", e.toString());
        }
    }

    /** At start before anybody can ask for a list. */
    @PostConstruct
    void catchUp() {
        Instant now = clock.instant();
        Instant mark = Optional.ofNullable(mongo.findById(MARK, Mark.class))
                .map(Mark::at)
                .orElse(Instant.EPOCH.plus(OVERLAP));
        Set<ObjectId> unchecked = new HashSet<>();
        try (Stream<ObjectId> chatIds = messages.chatsSince(mark.minus(OVERLAP))) {
            for (Iterator<ObjectId> chatId = chatIds.iterator(); chatId.hasNext(); ) {
                unchecked.add(chatId.next());
                if (unchecked.size() == BATCH) {
                    unchecked.forEach(summaries::refresh);
                    unchecked.clear();
                }
            }
        }
        unchecked.forEach(summaries::refresh);
        mongo.upsert(query(where("_id").is(MARK)), new Update().max("at", now), Mark.class);
    }

    @Document("marks")
    record Mark(@Id String id, Instant at) {}
}
