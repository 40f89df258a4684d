package dev.porchlight.owner.registration;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.owner.OwnerService;
import dev.porchlight.token.key.Fingerprint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Permits to make one account each. Whoever makes an account claims one first, so that of two requests at the same time one
 * gets it, also on two processes; then either it is removed, or released for another try.
 */
@Component
@RequiredArgsConstructor
public final class Invitations {

    private static final int CODE_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of the first account, which needs no code. */
    static final String FIRST = "first";

    private static final Duration FIRST_KEPT = Duration.ofDays(1);

    /** Longer than a request: a claim that is older is of one that ended in between. */
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final MongoOperations mongo;
    private final OwnerService owners;
    private final Clock clock;

    /** @return the code, which is kept nowhere */
    public String create(Duration lifetime) {
        byte[] random = new byte[CODE_BYTES];
        RANDOM.nextBytes(random);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        mongo.insert(new Invitation(idOf(code), clock.instant().plus(lifetime), null, null));
        return code;
    }

    static String idOf(String code) {
        return Fingerprint.of(code, HASH_BYTES);
    }

    void createFirst() {
        try {
            mongo.insert(new Invitation(FIRST, clock.instant().plus(FIRST_KEPT), null, null));
        } catch (DuplicateKeyException alreadyThere) {
            // By another request.
        }
    }

    /** @return {@code false} if there is none, or it has expired, was used, or is being used */
    boolean claim(String id, ObjectId ownerId) {
        Instant now = clock.instant();
        Criteria valid = where("_id").is(id).and("expiresAt").gt(now);
        Invitation found = mongo.findOne(query(valid), Invitation.class);
        if (found == null) {
            return false;
        }
        ObjectId earlier = found.claimedBy();
        if (earlier != null) {
            if (found.claimedAt() == null || found.claimedAt().plus(CLAIM).isAfter(now)) {
                return false;
            }
            if (owners.account(earlier).isPresent()) {
                remove(id);
                return false;
            }
        }
        Update claim = new Update().set("claimedBy", ownerId).set("claimedAt", now);
        return mongo.updateFirst(query(where("_id").is(id).and("claimedBy").is(earlier)), claim, Invitation.class)
                        .getMatchedCount()
                > 0;
    }

    /** Lets somebody else claim it. */
    void release(String id, ObjectId ownerId) {
        mongo.updateFirst(
                query(where("_id").is(id).and("claimedBy").is(ownerId)),
                new Update().unset("claimedBy").unset("claimedAt"),
                Invitation.class);
    }

    void remove(String id) {
        mongo.remove(query(where("_id").is(id)), Invitation.class);
    }
}
