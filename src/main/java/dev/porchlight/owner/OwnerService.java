package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/** Accounts of those who answer. An e-mail address and a domain belong to one account each. */
@Service
@RequiredArgsConstructor
public class OwnerService {

    private final MongoOperations mongo;
    private final Passwords passwords;
    private final TokenService tokens;
    private final Authenticator authenticator;
    private final DomainSettings domainSettings;
    private final Clock clock;
    private final Cache<ObjectId, Site> sites = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    /** @throws RequestException {@code CONFLICT} when the e-mail address or the domain is taken */
    void register(EmailAddress email, String password, Domain domain) {
        Owner owner = new Owner(
                new ObjectId(),
                email.value(),
                domain.value(),
                passwords.hash(password),
                clock.instant(),
                null,
                null,
                null);
        try {
            mongo.insert(owner);
        } catch (DuplicateKeyException e) {
            throw RequestException.conflict(
                    findBy("email", email.value()) != null
                            ? "This e-mail address has an account already."
                            : "This domain has an account already.");
        }
    }

    LogIn logIn(EmailAddress email, String password, @Nullable String userAgent) {
        Owner owner = findBy("email", email.value());
        boolean matches = passwords.match(password, owner == null ? null : owner.passwordHash());
        if (owner == null || !matches) {
            throw wrongCredentials();
        }
        String token = tokens.issueToOwner(owner.id(), owner.domain(), userAgent);
        // A new password ends the sessions there are: one that the old password began meanwhile must end, too.
        if (!hasPassword(owner.id(), owner.passwordHash())) {
            logOut(token);
            throw wrongCredentials();
        }
        return new LogIn(owner.id(), token);
    }

    /** Ends every other session of hers. */
    void changePassword(OwnerPrincipal principal, String oldPassword, String newPassword) {
        passwords.requireFit(newPassword);
        Owner owner = mongo.findById(principal.id(), Owner.class);
        if (!passwords.match(oldPassword, owner == null ? null : owner.passwordHash())
                || owner == null
                || !replacePassword(owner, newPassword)) {
            throw RequestException.forbidden("The old password is wrong.");
        }
        tokens.revokeOtherOwnerSessions(principal);
    }

    /** @throws RequestException {@code UNAUTHORIZED} if her account is gone */
    String emailOf(OwnerPrincipal principal) {
        return find(principal.id())
                .map(Owner::email)
                .orElseThrow(() -> RequestException.unauthorized("This account is no more."));
    }

    /** @return whether it was still the same */
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

    private boolean hasPassword(ObjectId ownerId, String passwordHash) {
        return find(ownerId)
                .filter(owner -> owner.passwordHash().equals(passwordHash))
                .isPresent();
    }

    Optional<Owner> find(ObjectId ownerId) {
        return Optional.ofNullable(mongo.findById(ownerId, Owner.class));
    }

    Optional<Owner> findByDomain(Domain domain) {
        return Optional.ofNullable(findBy("domain", domain.value()));
    }

    Optional<Owner> findByEmail(EmailAddress email) {
        return Optional.ofNullable(findBy("email", email.value()));
    }

    void logOut(String token) {
        Principal principal = authenticator.authenticate(token);
        if (!(principal instanceof OwnerPrincipal owner)) {
            throw RequestException.forbidden("Only owners log out.");
        }
        tokens.revokeCurrentOwnerSession(owner);
    }

    /** Who answers for a website; nobody, as long as she has to prove first that it is hers. */
    public Optional<ObjectId> findIdByDomain(Domain domain) {
        return findByDomain(domain)
                .filter(owner -> owner.domainProvedAt() != null || !domainSettings.requireProof())
                .map(Owner::id);
    }

    /** How an owner wants her website served; a change shows within five seconds in every process. */
    public Site site(ObjectId ownerId) {
        return sites.get(ownerId, this::loadSite);
    }

    /** An account without its secrets. */
    public Optional<Account> account(ObjectId ownerId) {
        return Optional.ofNullable(mongo.findById(ownerId, Owner.class))
                .map(owner -> new Account(owner.id(), owner.email(), owner.domain(), owner.createdAt(), siteOf(owner)));
    }

    /** All owners' sites in the order of the owners' ids. */
    public List<OwnedSite> sites(@Nullable ObjectId after, int limit) {
        Query page = after == null ? new Query() : query(where("_id").gt(after));
        return mongo.find(page.with(Sort.by("_id")).limit(limit), Owner.class).stream()
                .map(owner -> new OwnedSite(owner.id(), siteOf(owner), owner.lostDomain()))
                .toList();
    }

    /** Once all chats of the domain that she lost are closed. */
    public void forgetLostDomain(ObjectId ownerId) {
        mongo.updateFirst(query(where("_id").is(ownerId)), new Update().unset("lostDomain"), Owner.class);
    }

    void replaceSite(ObjectId ownerId, Site site) {
        mongo.updateFirst(query(where("_id").is(ownerId)), new Update().set("site", site), Owner.class);
        forgetSite(ownerId);
    }

    void forgetSite(ObjectId ownerId) {
        sites.invalidate(ownerId);
    }

    private Site loadSite(ObjectId ownerId) {
        Owner owner = mongo.findById(ownerId, Owner.class);
        return owner == null ? Site.UNTOUCHED : siteOf(owner);
    }

    private static Site siteOf(Owner owner) {
        return owner.site() == null ? Site.UNTOUCHED : owner.site();
    }

    private @Nullable Owner findBy(String field, String value) {
        return mongo.findOne(query(where(field).is(value)), Owner.class);
    }

    private static RequestException wrongCredentials() {
        return RequestException.unauthorized("The e-mail address or the password is wrong.");
    }

    public record Account(ObjectId id, String email, String domain, Instant createdAt, Site site) {}

    public record OwnedSite(
            ObjectId ownerId, Site site, @Nullable LostDomain lostDomain) {}

    record LogIn(ObjectId ownerId, String token) {}
}
