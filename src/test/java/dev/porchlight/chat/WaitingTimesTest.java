package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.StoreExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** A start on a store from before it was kept since when chats wait. */
class WaitingTimesTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final Clock clock = Clock.systemUTC();
    private final Instant opened =
            clock.instant().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);

    @Test
    void old_chats_wait_since_the_first_message_that_was_not_read() {
        ObjectId silent = chat(ChatStatus.WAITING, 0, 0);
        ObjectId unread = chat(ChatStatus.WAITING, 3, 0);
        ObjectId reopened = chat(ChatStatus.WAITING, 4, 2);
        ObjectId read = chat(ChatStatus.WAITING, 2, 2);
        ObjectId active = chat(ChatStatus.ACTIVE, 2, 1);
        ObjectId[] others = new ObjectId[250];
        for (int i = 0; i < others.length; i++) {
            others[i] = chat(ChatStatus.WAITING, 0, 0);
        }

        start();

        assertThat(waitingSince(silent)).isEqualTo(opened);
        assertThat(waitingSince(unread)).isEqualTo(opened);
        assertThat(waitingSince(reopened)).isEqualTo(sentAt(3));
        assertThat(waitingSince(read)).isEqualTo(sentAt(2));
        assertThat(waitingSince(active)).isNull();
        assertThat(others).extracting(this::waitingSince).containsOnly(opened);

        ObjectId later = chat(ChatStatus.WAITING, 4, 2);
        start();
        assertThat(waitingSince(later)).as("looked for once only").isNull();
    }

    private void start() {
        new WaitingTimes(mongo, new ChatLists(mongo), new Chats(mongo, clock), new Messages(mongo), clock).findOut();
    }

    private Instant sentAt(long seq) {
        return opened.plusSeconds(60 * seq);
    }

    private @Nullable Instant waitingSince(ObjectId id) {
        Document stored = mongo.findById(id, Document.class, "chats");
        return stored.getDate("waitingSince") == null
                ? null
                : stored.getDate("waitingSince").toInstant();
    }

    /** As it was stored without the field. */
    private ObjectId chat(ChatStatus status, int messages, long ownerReadSeq) {
        ObjectId id = new ObjectId();
        ObjectId guestId = new ObjectId();
        for (int seq = 1; seq <= messages; seq++) {
            mongo.insert(new Message(new ObjectId(), id, seq, guestId, Role.GUEST, "m" + seq, sentAt(seq), null));
        }
        mongo.insert(new Chat(
                id,
                new ObjectId(),
                guestId,
                "shop.example",
                new Chat.ChatGuest("Guest", "guest@example.com", false),
                null,
                opened,
                0,
                opened,
                status,
                messages,
                null,
                messages == 0 ? opened : sentAt(messages),
                null,
                ownerReadSeq,
                messages,
                null,
                null));
        Query itself = query(where("_id").is(id));
        mongo.updateFirst(itself, new Update().unset("waitingSince"), "chats");
        return id;
    }
}
