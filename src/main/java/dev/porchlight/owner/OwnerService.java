package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Service;

/** Accounts of those who answer. An e-mail address and a domain belong to one account each. */
@Service
@RequiredArgsConstructor
public class OwnerService {

    private final MongoOperations mongo;
    private final Passwords passwords;
    private final TokenService tokens;
    private final Clock clock;

    /** @throws RequestException {@code CONFLICT} when the e-mail address or the domain is taken */
    void register(EmailAddress email, String password, Domain domain) {
        Owner owner =
                new Owner(new ObjectId(), email.value(), domain.value(), passwords.hash(password), clock.instant());
        try {
            mongo.insert(owner);
        } catch (DuplicateKeyException e) {
            throw RequestException.conflict(
                    findBy("email", email.value()) != null
                            ? "This e-mail address has an account already."
                            : "This domain has an account already.");
        }
    }

    LogIn logIn(EmailAddress email, String password) {
        Owner owner = findBy("email", email.value());
        boolean matches = passwords.match(password, owner == null ? null : owner.passwordHash());
        if (owner == null || !matches) {
            throw RequestException.unauthorized("The e-mail address or the password is wrong.");
        }
        return new LogIn(owner.id(), tokens.issueToOwner(owner.id(), owner.domain()));
    }

    void logOut(String token) {
        Principal principal = tokens.verify(token);
        if (!(principal instanceof OwnerPrincipal owner)) {
            throw RequestException.forbidden("Only owners log out.");
        }
        tokens.end(owner);
    }

    /** Who answers for a website. */
    public Optional<ObjectId> findIdByDomain(Domain domain) {
        return Optional.ofNullable(findBy("domain", domain.value())).map(Owner::id);
    }

    private @Nullable Owner findBy(String field, String value) {
        return mongo.findOne(query(where(field).is(value)), Owner.class);
    }

    record LogIn(ObjectId ownerId, String token) {}
}
