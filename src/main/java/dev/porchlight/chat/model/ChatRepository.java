package dev.porchlight.chat.model;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import dev.porchlight.cache.ShortLivedCache;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The stored chats, with a cache in front. Of a deleted chat nothing is found. */
@Component
@RequiredArgsConstructor
public final class ChatRepository {

    private static final int CACHED_CHATS = 10_000;

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    /** What compare and set writes. */
    private static final List<String> SET = List.of(
            "revision",
            "updatedAt",
            "status",
            "lastSeq",
            "lastMessage",
            "lastActivityAt",
            "waitingSince",
            "closedBy",
            "bannedAt");

    private static final List<String> MAX = List.of("ownerReadSeq", "guestReadSeq");

    private final MongoOperations mongo;
    private final Clock clock;
    private final ShortLivedCache<ObjectId, Chat> cache = new ShortLivedCache<>(CACHED_CHATS);

    public void insert(Chat chat) {
        mongo.insert(chat);
        cacheIfNewer(chat);
    }

    /** Right about the chat's guest and owner, which never change; the rest may be stale, see {@link ShortLivedCache}. */
    public Optional<Chat> findCached(ObjectId id) {
        return cache.find(id, this::read);
    }

    /** As it is stored now. */
    public Optional<Chat> find(ObjectId id) {
        return cache.reload(id, this::read);
    }

    public Optional<Chat> findByGuest(ObjectId guestId) {
        return Optional.ofNullable(mongo.findOne(query(where("guestId").is(guestId)), Chat.class))
                .filter(chat -> !chat.isDeleted());
    }

    /**
     * Stores {@code to} if {@code from} is still what is stored.
     *
     * @throws OptimisticLockingFailureException if another writer was faster; the cache has let go of the chat then
     */
    public void compareAndSet(Chat from, Chat to) {
        if (!compareAndSetAll(List.of(new UpdateOneModel<>(unchanged(from), updateTo(to))))) {
            cache.invalidate(from.id());
            throw new OptimisticLockingFailureException("Another writer changed the chat " + from.id());
        }
        cacheIfNewer(to);
    }

    /**
     * As {@link #compareAndSet}, for many chats in one command.
     *
     * @return {@code false} if at least one was changed by another writer; the others are stored, but which ones is
     *     unknown
     */
    public boolean compareAndSetAll(Map<Chat, Chat> fromTo) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        fromTo.forEach((from, to) -> updates.add(new UpdateOneModel<>(unchanged(from), updateTo(to))));
        boolean allSet = compareAndSetAll(updates);
        if (allSet) {
            fromTo.values().forEach(this::cacheIfNewer);
        } else {
            fromTo.keySet().forEach(from -> cache.invalidate(from.id()));
        }
        return allSet;
    }

    private boolean compareAndSetAll(List<UpdateOneModel<Document>> updates) {
        BulkWriteResult result = Objects.requireNonNull(
                mongo.execute(Chat.class, collection -> collection.bulkWrite(updates, UNORDERED)));
        return result.getMatchedCount() == updates.size();
    }

    /**
     * Bans the guest and closes the chat, or lifts the ban. Sets the fields whatever else changes at the same time: a
     * compare and set that meets it fails.
     *
     * @param since when the ban began; {@code null} lifts it
     */
    public void setBan(ObjectId id, @Nullable Instant since) {
        Update update = new Update().set("bannedAt", since);
        if (since != null) {
            update.set("status", ChatStatus.CLOSED).unset("waitingSince").unset("closedBy");
        }
        set(id, update);
    }

    /** Sets it whatever else changes at the same time, as {@link #setBan} does. */
    public void setRating(ObjectId id, Rating rating) {
        set(id, new Update().set("rating", rating));
    }

    /** Sets it whatever else changes at the same time, as {@link #setBan} does. */
    public void setVisit(ObjectId id, Visit visit) {
        set(id, new Update().set("visit", visit));
    }

    private void set(ObjectId id, Update update) {
        update.inc("revision", 1).set("updatedAt", clock.instant());
        try {
            mongo.updateFirst(existing(id), update, Chat.class);
        } finally {
            cache.invalidate(id);
        }
    }

    /**
     * Makes the chat a {@link Tombstone} whatever else changes at the same time.
     *
     * @return {@code false} if it was deleted before
     */
    public boolean markDeleted(ObjectId id) {
        return markDeleted(id, existing(id));
    }

    /** @return {@code false} if another writer changed the chat since it was read; then it stays */
    public boolean markDeletedIfUnchanged(Chat chat) {
        return markDeleted(chat.id(), new BasicQuery(unchanged(chat)));
    }

    private boolean markDeleted(ObjectId id, Query which) {
        Instant now = clock.instant();
        Update update = new Update()
                .inc("revision", 1)
                .set("updatedAt", now)
                .set("status", ChatStatus.DELETED)
                .set("guest", Chat.ChatGuest.ANONYMOUS)
                .set("lastSeq", 0L)
                .set("ownerReadSeq", 0L)
                .set("guestReadSeq", 0L)
                .set(Tombstone.PURGE_AT, now)
                .unset("visit")
                .unset("rating")
                .unset("lastMessage")
                .unset("waitingSince")
                .unset("closedBy")
                .unset("bannedAt");
        try {
            return mongo.updateFirst(which, update, Chat.class).getMatchedCount() > 0;
        } finally {
            cache.invalidate(id);
        }
    }

    /** Has a deleted chat purged once more, because something of it was found; does nothing to other chats. */
    public void purgeAgain(ObjectId id) {
        mongo.updateFirst(
                query(where("_id").is(id).and("status").is(ChatStatus.DELETED)),
                new Update().set(Tombstone.PURGE_AT, clock.instant()).unset("expiresAt"),
                Tombstone.class);
    }

    private @Nullable Chat read(ObjectId id) {
        Chat chat = mongo.findById(id, Chat.class);
        return chat == null || chat.isDeleted() ? null : chat;
    }

    /** Threads get here in any order: an earlier state must not replace a later one. */
    /** Must be called when another process has changed what {@link #findCached} is asked for. */
    public void forget(ObjectId id) {
        cache.invalidate(id);
    }

    private void cacheIfNewer(Chat chat) {
        cache.merge(chat.id(), chat, (cached, stored) -> cached.revision() > stored.revision() ? cached : stored);
    }

    private static Document unchanged(Chat chat) {
        return new Document("_id", chat.id()).append("revision", chat.revision());
    }

    private static Query existing(ObjectId id) {
        return query(where("_id").is(id).and("status").ne(ChatStatus.DELETED));
    }

    /** Converted as a whole, which costs less than to map an {@code Update} field by field. */
    private Document updateTo(Chat chat) {
        Document stored = new Document();
        mongo.getConverter().write(chat.toBuilder().updatedAt(clock.instant()).build(), stored);
        return new Document("$set", fields(stored, SET)).append("$max", fields(stored, MAX));
    }

    /** {@code null} for one that is absent. */
    private static Document fields(Document stored, List<String> names) {
        Document fields = new Document();
        names.forEach(name -> fields.put(name, stored.get(name)));
        return fields;
    }
}
