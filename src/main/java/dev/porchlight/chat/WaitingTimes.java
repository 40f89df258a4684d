package dev.porchlight.chat;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import jakarta.annotation.PostConstruct;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Finds out, once, since when those chats wait that waited before this was stored: since the first message that their
 * owner has not read. When an earlier one was closed, nobody knows any more.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class WaitingTimes {

    private static final String MARK = "waitingSince";
    private static final int PAGE = 200;

    private final MongoOperations mongo;
    private final ChatLists lists;
    private final Chats chats;
    private final Messages messages;
    private final Clock clock;

    /** Before anybody can ask for a list. */
    @PostConstruct
    void findOut() {
        try {
            if (mongo.findById(MARK, SummaryCatchUp.Mark.class) != null) {
                return;
            }
            ObjectId last = new ObjectId(0, 0);
            List<Chat> page;
            do {
                page = lists.waitingSinceUnknown(last, PAGE);
                for (Chat chat : page) {
                    last = chat.id();
                    chats.advance(chat, chat.withWaitingSince(waitingSince(chat)));
                }
            } while (page.size() == PAGE);
            mongo.upsert(
                    query(where("_id").is(MARK)), new Update().max("at", clock.instant()), SummaryCatchUp.Mark.class);
        } catch (RuntimeException e) {
            log.warn("Not all chats know since when they wait; they will at the next start: {}", e.toString());
        }
    }

    private Instant waitingSince(Chat chat) {
        List<Message> unread = messages.after(chat.id(), chat.ownerReadSeq(), 1);
        if (unread.isEmpty()) {
            return chat.lastActivityAt();
        }
        return unread.get(0).seq() == 1 ? chat.createdAt() : unread.get(0).sentAt();
    }
}
