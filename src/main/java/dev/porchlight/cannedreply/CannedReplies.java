package dev.porchlight.cannedreply;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.owner.OwnerRemoved;
import java.util.List;
import java.util.Locale;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.stereotype.Component;

/** The canned replies of all owners, in a collection of their own: accounts are read far more often. */
@Component
@RequiredArgsConstructor
public final class CannedReplies {

    private static final int MAX_REPLIES = 100;

    private final MongoOperations mongo;

    /** In the owner's order. */
    public List<CannedReply> of(ObjectId ownerId) {
        CannedRepliesDocument stored = mongo.findById(ownerId, CannedRepliesDocument.class);
        return stored == null ? List.of() : stored.replies();
    }

    /** @throws RequestException {@code INVALID} for more than 100, and for two with one shortcut */
    void replace(ObjectId ownerId, List<CannedReply> replies) {
        if (replies.size() > MAX_REPLIES) {
            throw RequestException.invalid("replies has room for " + MAX_REPLIES + ".");
        }
        long shortcuts = replies.stream()
                .map(reply -> reply.shortcut().toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (shortcuts < replies.size()) {
            throw RequestException.invalid("Each shortcut may stand for one reply only.");
        }
        mongo.save(new CannedRepliesDocument(ownerId, replies));
    }

    @EventListener
    void on(OwnerRemoved removed) {
        mongo.remove(query(where("_id").is(removed.ownerId())), CannedRepliesDocument.class);
    }

    @Document("cannedReplies")
    record CannedRepliesDocument(@Id ObjectId ownerId, List<CannedReply> replies) {}
}
