package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/** Accounts of owners. An e-mail address and a domain belong to one account each. */
@Service
@RequiredArgsConstructor
public class OwnerService {

    private final MongoOperations mongo;
    private final Passwords passwords;
    private final TokenService tokens;
    private final Authenticator authenticator;
    private final Clock clock;

    /** @throws RequestException {@code CONFLICT} when the e-mail address or the domain is taken */
    public void register(ObjectId id, EmailAddress email, String password, Domain domain) {
        Owner owner = new Owner(
                id,
                email.value(),
                true,
                domain.value(),
                true,
                passwords.hash(password),
                clock.instant(),
                null,
                null,
                null);
        // Earlier accounts may mean the same: a new one must not come between them and those who look for them.
        if (findByOldEmail(email).isPresent()) {
            throw emailTaken();
        }
        if (findByOldDomain(domain).isPresent()) {
            throw domainTaken();
        }
        try {
            mongo.insert(owner);
        } catch (DuplicateKeyException e) {
            throw findBy("email", email.value()).isPresent() ? emailTaken() : domainTaken();
        }
    }

    NewSession logIn(EmailAddress email, String password, @Nullable String userAgent) {
        Owner owner = findByEmail(email).orElse(null);
        boolean matches = passwords.match("password", password, owner == null ? null : owner.passwordHash());
        if (owner == null || !matches) {
            throw wrongCredentials();
        }
        requireEnabled(owner);
        String token = tokens.issueToOwner(owner.id(), owner.domain(), userAgent);
        // A new password, and who disables an account, end all sessions there are: also one that was begun meanwhile.
        Owner now = find(owner.id()).orElse(null);
        if (now == null || now.disabledAt() != null || !now.passwordHash().equals(owner.passwordHash())) {
            logOut(token);
            throw wrongCredentials();
        }
        return new NewSession(owner.id(), token);
    }

    /** Ends every other session of the owner. */
    void changePassword(OwnerPrincipal principal, String oldPassword, String newPassword) {
        passwords.requireValid(newPassword);
        Owner owner = mongo.findById(principal.id(), Owner.class);
        if (!passwords.match("oldPassword", oldPassword, owner == null ? null : owner.passwordHash())
                || owner == null
                || !replacePassword(owner, newPassword)) {
            throw RequestException.forbidden("The old password is wrong.");
        }
        tokens.revokeOtherOwnerSessions(principal);
    }

    /** @throws RequestException {@code UNAUTHORIZED} if the account is gone */
    String emailOf(OwnerPrincipal principal) {
        return find(principal.id())
                .map(Owner::email)
                .orElseThrow(() -> RequestException.unauthorized("This account is no more."));
    }

    /** @return whether the password was still the same, so that it could be replaced */
    boolean replacePassword(Owner owner, String newPassword) {
        String hash = passwords.hash(newPassword);
        return mongo.updateFirst(
                                query(where("_id")
                                        .is(owner.id())
                                        .and("passwordHash")
                                        .is(owner.passwordHash())),
                                new Update().set("passwordHash", hash),
                                Owner.class)
                        .getMatchedCount()
                > 0;
    }

    private static void requireEnabled(Owner owner) {
        if (owner.disabledAt() != null) {
            throw RequestException.forbidden("This account is disabled: ask the server's operator.");
        }
    }

    /** Whether there is any account but that of the demo shop. */
    public boolean anyExists() {
        return mongo.exists(query(where("domain").ne(DemoDomain.DOMAIN.value())), Owner.class);
    }

    Optional<Owner> find(ObjectId ownerId) {
        return Optional.ofNullable(mongo.findById(ownerId, Owner.class));
    }

    /** The account with this very address; only if there is none, one from before that may mean it. */
    Optional<Owner> findByEmail(EmailAddress email) {
        return findBy("email", email.value()).or(() -> findByOldEmail(email));
    }

    private Optional<Owner> findByOldEmail(EmailAddress email) {
        return email.oldForm()
                .map(old -> mongo.findOne(
                        query(where("email").is(old).and("exactEmail").is(null)), Owner.class));
    }

    void logOut(String token) {
        Principal principal = authenticator.authenticate(token);
        if (!(principal instanceof OwnerPrincipal owner)) {
            throw RequestException.forbidden("Only owners log out.");
        }
        tokens.revokeCurrentOwnerSession(owner);
    }

    /** An account without its secrets. */
    public Optional<Account> account(ObjectId ownerId) {
        return find(ownerId).map(owner -> new Account(owner.id(), owner.email(), owner.domain(), owner.createdAt()));
    }

    /** Empty if the account is gone. */
    public Optional<OwnerDomain> findDomain(ObjectId ownerId) {
        return find(ownerId).map(OwnerService::domainOf);
    }

    /** Empty if no account has this very domain. */
    public Optional<OwnerDomain> findByDomain(Domain domain) {
        return findBy("domain", domain.value()).map(OwnerService::domainOf);
    }

    /** The account with this very domain; only if there is none, one from before that may mean it. Not a disabled one. */
    public Optional<OwnerDomain> findAnswering(Domain domain) {
        return findBy("domain", domain.value())
                .or(() -> findByOldDomain(domain))
                .filter(owner -> owner.disabledAt() == null)
                .map(OwnerService::domainOf);
    }

    /** A verified domain is the one that its proof was found at. */
    private Optional<Owner> findByOldDomain(Domain domain) {
        return domain.oldForm()
                .map(old -> mongo.findOne(
                        query(where("domain")
                                .is(old)
                                .and("exactDomain")
                                .is(null)
                                .and("domainProvedAt")
                                .is(null)),
                        Owner.class));
    }

    /**
     * Makes this the account's domain, as a verified one.
     *
     * @throws DuplicateKeyException if another account has it
     */
    public void assignVerifiedDomain(ObjectId ownerId, Domain domain) {
        mongo.updateFirst(
                query(where("_id").is(ownerId)),
                new Update()
                        .set("domain", domain.value())
                        .set("exactDomain", true)
                        .set("domainProvedAt", clock.instant()),
                Owner.class);
    }

    /**
     * Takes an unverified domain from an account. The account stays, under an unresolvable domain, and notes the
     * one it lost until {@link #forgetLostDomain}.
     *
     * @return {@code false} if the account verified it or lost it meanwhile
     */
    public boolean releaseUnverifiedDomain(ObjectId ownerId, Domain domain) {
        return mongo.updateFirst(
                                query(where("_id")
                                        .is(ownerId)
                                        .and("domain")
                                        .is(domain.value())
                                        .and("domainProvedAt")
                                        .is(null)),
                                new Update()
                                        .set("domain", UUID.randomUUID() + ".invalid")
                                        .set("lostDomain", new LostDomain(domain.value(), clock.instant())),
                                Owner.class)
                        .getMatchedCount()
                > 0;
    }

    /** Call once all chats of the lost domain are closed. */
    public void forgetLostDomain(ObjectId ownerId) {
        mongo.updateFirst(query(where("_id").is(ownerId)), new Update().unset("lostDomain"), Owner.class);
    }

    private static OwnerDomain domainOf(Owner owner) {
        return new OwnerDomain(owner.id(), owner.domain(), owner.domainProvedAt() != null);
    }

    private Optional<Owner> findBy(String field, String value) {
        return Optional.ofNullable(mongo.findOne(query(where(field).is(value)), Owner.class));
    }

    private static RequestException emailTaken() {
        return RequestException.conflict("This e-mail address has an account already.");
    }

    private static RequestException domainTaken() {
        return RequestException.conflict("This domain has an account already.");
    }

    private static RequestException wrongCredentials() {
        return RequestException.unauthorized("The e-mail address or the password is wrong.");
    }

    public record Account(ObjectId id, String email, String domain, Instant createdAt) {}

    record NewSession(ObjectId ownerId, String token) {}
}
