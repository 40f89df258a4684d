package dev.porchlight.guest;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.stereotype.Service;

/**
 * Guests come back by their token, or because their website vouches for them: the same e-mail address without either is
 * somebody new.
 */
@Service
@RequiredArgsConstructor
public class GuestService {

    private final MongoOperations mongo;
    private final TokenService tokens;
    private final AddressBans addresses;
    private final Clock clock;

    /** Somebody new, who is not stored yet. */
    public Guest newcomer(ObjectId ownerId, String domain, @Nullable String name, @Nullable String email) {
        return new Guest(new ObjectId(), ownerId, domain, name, email, false, clock.instant(), null);
    }

    /** Whom the website calls so, as if for the first time; not stored yet. */
    public Guest newcomer(
            ObjectId ownerId, String domain, String subject, @Nullable String name, @Nullable String email) {
        return new Guest(new ObjectId(), ownerId, domain, name, email, true, clock.instant(), subject);
    }

    /** @throws org.springframework.dao.DuplicateKeyException if the website has a guest of this subject already */
    public void store(Guest newcomer) {
        mongo.insert(newcomer);
    }

    /** The stored guest whom the website calls as it calls this one. */
    public @Nullable Guest findSame(Guest vouchedFor) {
        return mongo.findOne(
                query(where("ownerId").is(vouchedFor.ownerId()).and("subject").is(vouchedFor.subject())), Guest.class);
    }

    /** The guest of an earlier token; none if the token is no guest's, has ended, or belongs to another owner's site. */
    public Optional<Guest> recognize(@Nullable String guestToken, ObjectId ownerId) {
        if (guestToken == null) {
            return Optional.empty();
        }
        try {
            return tokens.verify(guestToken) instanceof GuestPrincipal principal
                    ? Optional.ofNullable(mongo.findById(principal.id(), Guest.class))
                            .filter(guest -> guest.ownerId().equals(ownerId))
                    : Optional.empty();
        } catch (RequestException notAToken) {
            return Optional.empty();
        }
    }

    /** Forgets a guest, and ends every token of hers; may be repeated. */
    public void erase(ObjectId guestId) {
        tokens.endGuest(guestId);
        addresses.forget(guestId);
        mongo.remove(query(where("_id").is(guestId)), Guest.class);
    }

    /** An owner's guests in the order of their ids. */
    public List<Guest> page(ObjectId ownerId, @Nullable ObjectId after, int limit) {
        Criteria criteria = where("ownerId").is(ownerId);
        if (after != null) {
            criteria = criteria.and("_id").gt(after);
        }
        return mongo.find(query(criteria).with(Sort.by("_id")).limit(limit).cursorBatchSize(limit), Guest.class);
    }
}
