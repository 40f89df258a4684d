package dev.porchlight.guest;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.owner.OwnerRemoved;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.stereotype.Service;

/**
 * Guests are found by their token, or by the subject of an identity that their website signed. An e-mail address alone
 * never finds one.
 */
@Service
@RequiredArgsConstructor
public class GuestService {

    private static final int ERASED_AT_ONCE = 100;

    private final MongoOperations mongo;
    private final TokenService tokens;
    private final Authenticator authenticator;
    private final AddressBans bans;
    private final Clock clock;

    /** A guest that is not stored yet. */
    public Guest newGuest(ObjectId ownerId, String domain, @Nullable String name, @Nullable String email) {
        return new Guest(new ObjectId(), ownerId, domain, name, email, false, clock.instant(), null);
    }

    /** A guest whom the website vouches for, not stored yet. */
    public Guest newVerifiedGuest(
            ObjectId ownerId, String domain, String subject, @Nullable String name, @Nullable String email) {
        return new Guest(new ObjectId(), ownerId, domain, name, email, true, clock.instant(), subject);
    }

    /** @throws org.springframework.dao.DuplicateKeyException if the owner has a guest of this subject already */
    public void store(Guest guest) {
        mongo.insert(guest);
    }

    /** The stored guest with the owner and subject of this one. */
    public @Nullable Guest findBySubject(Guest verified) {
        return mongo.findOne(
                query(where("ownerId").is(verified.ownerId()).and("subject").is(verified.subject())), Guest.class);
    }

    /** Empty if the token is not a guest's, is no longer valid, or belongs to another owner's guest. */
    public Optional<Guest> findByToken(@Nullable String guestToken, ObjectId ownerId) {
        if (guestToken == null) {
            return Optional.empty();
        }
        try {
            return authenticator.authenticate(guestToken) instanceof GuestPrincipal principal
                    ? Optional.ofNullable(mongo.findById(principal.id(), Guest.class))
                            .filter(guest -> guest.ownerId().equals(ownerId))
                    : Optional.empty();
        } catch (RequestException notValid) {
            return Optional.empty();
        }
    }

    /** Deletes a guest and revokes their tokens; idempotent. */
    public void erase(ObjectId guestId) {
        tokens.revokeGuestTokens(guestId);
        bans.deleteLastAddress(guestId);
        mongo.remove(query(where("_id").is(guestId)), Guest.class);
    }

    /** Those with a chat are erased with it; this is for what a crash has left. */
    @EventListener
    void on(OwnerRemoved removed) {
        List<Guest> left = page(removed.ownerId(), null, ERASED_AT_ONCE);
        while (!left.isEmpty()) {
            left.forEach(guest -> erase(guest.id()));
            left = page(removed.ownerId(), null, ERASED_AT_ONCE);
        }
    }

    /**
     * An owner's guests in the order of their ids.
     *
     * @param after the last id of the page before; {@code null} for the first page
     */
    public List<Guest> page(ObjectId ownerId, @Nullable ObjectId after, int limit) {
        Criteria criteria = where("ownerId").is(ownerId);
        if (after != null) {
            criteria = criteria.and("_id").gt(after);
        }
        return mongo.find(query(criteria).with(Sort.by("_id")).limit(limit).cursorBatchSize(limit), Guest.class);
    }
}
