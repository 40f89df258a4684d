package dev.porchlight.chat.model;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.BulkOperations;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * The stored chats. Their last known state is remembered: who takes part never changes, whether it was deleted and whether
 * its guest is banned is noticed within five seconds, and the rest is a good guess.
 */
@Component
@RequiredArgsConstructor
public final class ChatRepository {

    /** How long another process may take to notice. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final MongoOperations mongo;
    private final Clock clock;
    private final Cache<ObjectId, Chat> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    public void insert(Chat chat) {
        mongo.insert(chat);
        known.put(chat.id(), chat);
    }

    /** As last seen by this process: right about who takes part, maybe late about the rest. */
    public Optional<Chat> recall(ObjectId id) {
        return Optional.ofNullable(known.get(id, this::read));
    }

    /** As it is stored now. */
    public Optional<Chat> load(ObjectId id) {
        Chat chat = read(id);
        if (chat == null) {
            known.invalidate(id);
        } else {
            keep(chat);
        }
        return Optional.ofNullable(chat);
    }

    @Nullable
    public Chat findByGuest(ObjectId guestId) {
        return living(mongo.findOne(query(where("guestId").is(guestId)), Chat.class));
    }

    /** @return whether nobody else had moved it on since {@code from} was read */
    public boolean advance(Chat from, Chat to) {
        boolean advanced =
                mongo.updateFirst(unmoved(from), summary(to), Chat.class).getMatchedCount() > 0;
        remember(from, to, advanced);
        return advanced;
    }

    /** As {@link #advance}, for many chats in one go; {@code false} means that at least one had moved on. */
    public boolean advanceAll(Map<Chat, Chat> steps) {
        BulkOperations bulk = mongo.bulkOps(BulkOperations.BulkMode.UNORDERED, Chat.class);
        steps.forEach((from, to) -> bulk.updateOne(unmoved(from), summary(to)));
        boolean advanced = bulk.execute().getMatchedCount() == steps.size();
        steps.forEach((from, to) -> remember(from, to, advanced));
        return advanced;
    }

    private @Nullable Chat read(ObjectId id) {
        return living(mongo.findById(id, Chat.class));
    }

    private static @Nullable Chat living(@Nullable Chat chat) {
        return chat == null || chat.isDeleted() ? null : chat;
    }

    /** Bans its guest since a time, and closes it; or lets the guest write again. */
    public void setBan(ObjectId id, @Nullable Instant since) {
        Update update = new Update().set("bannedAt", since);
        if (since != null) {
            update.set("status", ChatStatus.CLOSED).unset("waitingSince");
        }
        change(id, update);
    }

    public void rate(ObjectId id, Rating rating) {
        change(id, new Update().set("rating", rating));
    }

    public void revisit(ObjectId id, Visit visit) {
        change(id, new Update().set("visit", visit));
    }

    /** However busy it is: whoever moves it on meanwhile loses, and tries again. */
    private void change(ObjectId id, Update update) {
        update.inc("revision", 1).set("updatedAt", clock.instant());
        try {
            mongo.updateFirst(existing(id), update, Chat.class);
        } finally {
            known.invalidate(id);
        }
    }

    /**
     * Leaves of a chat that it was deleted, to be swept. Whoever moves it on meanwhile loses.
     *
     * @return whether it had not been deleted before
     */
    public boolean bury(Chat chat) {
        return bury(chat.id(), existing(chat.id()));
    }

    /** @return whether nobody else had moved it on since it was read; otherwise it is left alone */
    public boolean buryUnmoved(Chat chat) {
        return bury(chat.id(), unmoved(chat));
    }

    private boolean bury(ObjectId id, Query which) {
        Instant now = clock.instant();
        Update update = new Update()
                .inc("revision", 1)
                .set("updatedAt", now)
                .set("status", ChatStatus.DELETED)
                .set("guest", Chat.ChatGuest.ERASED)
                .set("lastSeq", 0L)
                .set("ownerReadSeq", 0L)
                .set("guestReadSeq", 0L)
                .set("sweepAt", now)
                .unset("visit")
                .unset("rating")
                .unset("lastMessage")
                .unset("waitingSince")
                .unset("bannedAt");
        try {
            return mongo.updateFirst(which, update, Chat.class).getMatchedCount() > 0;
        } finally {
            known.invalidate(id);
        }
    }

    /** Has a deleted chat swept once more, since something of it was seen. */
    public void sweepAgain(ObjectId id) {
        mongo.updateFirst(
                query(where("_id").is(id).and("status").is(ChatStatus.DELETED)),
                new Update().set("sweepAt", clock.instant()).unset("expiresAt"),
                Tombstone.class);
    }

    /** Never an earlier state over a later one: writes of many chats at once come back late. */
    private void keep(Chat chat) {
        known.asMap().merge(chat.id(), chat, (old, now) -> old.revision() > now.revision() ? old : now);
    }

    private void remember(Chat from, Chat to, boolean advanced) {
        if (advanced) {
            keep(to);
        } else {
            known.invalidate(from.id());
        }
    }

    private static Query unmoved(Chat chat) {
        return query(where("_id").is(chat.id()).and("revision").is(chat.revision()));
    }

    private static Query existing(ObjectId id) {
        return query(where("_id").is(id).and("status").ne(ChatStatus.DELETED));
    }

    private Update summary(Chat chat) {
        return new Update()
                .set("revision", chat.revision())
                .set("updatedAt", clock.instant())
                .set("status", chat.status())
                .set("lastSeq", chat.lastSeq())
                .set("lastMessage", chat.lastMessage())
                .set("lastActivityAt", chat.lastActivityAt())
                .set("waitingSince", chat.waitingSince())
                .set("bannedAt", chat.bannedAt())
                .max("ownerReadSeq", chat.ownerReadSeq())
                .max("guestReadSeq", chat.guestReadSeq());
    }
}
