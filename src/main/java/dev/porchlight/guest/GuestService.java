package dev.porchlight.guest;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Service;

/** Guests come back by their token alone: the same e-mail address without it is somebody new. */
@Service
@RequiredArgsConstructor
public class GuestService {

    private final MongoOperations mongo;
    private final TokenService tokens;
    private final Clock clock;

    public Guest welcome(ObjectId ownerId, String domain, String name, String email) {
        return mongo.insert(new Guest(new ObjectId(), ownerId, domain, name, email, false, clock.instant()));
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
}
