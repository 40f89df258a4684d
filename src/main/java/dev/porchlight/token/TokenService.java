package dev.porchlight.token;

import static dev.porchlight.token.SignedTokens.rejected;

import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Issues and revokes tokens. A revocation is effective at once in this process and within five seconds in others; it is
 * published as {@link OwnerSessionsEnded} or {@link GuestTokensRevoked} on the calling thread. {@link Authenticator}
 * verifies.
 */
@Service
@RequiredArgsConstructor
public class TokenService {

    private static final String LOGGED_OUT = "loggedOut";
    private static final String ENDED = "ended";

    private final SignedTokens signed;
    private final OwnerSessions sessions;
    private final GuestTokenRevocations revocations;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Starts an owner session, whose end ends the token; revokes the owner's oldest sessions beyond 100.
     *
     * @param userAgent shown in the list of owner sessions
     */
    public String issueToOwner(ObjectId ownerId, String domain, @Nullable String userAgent) {
        String sessionId = sessions.start(ownerId, userAgent);
        publishEnded(sessions.revokeSurplus(ownerId, sessionId), LOGGED_OUT, true);
        return signed.start(SignedTokens.OWNER, ownerId, clock.instant(), OwnerPrincipal.TOKEN_LIFETIME)
                .claim(SignedTokens.DOMAIN, domain)
                .id(sessionId)
                .compact();
    }

    public String issueToGuest(ObjectId guestId, String domain) {
        // A revocation covers its whole second: the new token must be issued after it.
        Instant notBefore = revocations.notBefore(guestId);
        Instant now = clock.instant();
        Instant issuedAt = now.isBefore(notBefore) ? notBefore : now;
        return signed.start(SignedTokens.GUEST, guestId, issuedAt, GuestPrincipal.TOKEN_LIFETIME)
                .claim(SignedTokens.DOMAIN, domain)
                .id(UUID.randomUUID().toString())
                .compact();
    }

    /** Revokes every token that the guest has now. Tokens issued later are valid. */
    public void revokeGuestTokens(ObjectId guestId) {
        events.publishEvent(revocations.revoke(guestId));
    }

    /** Publishes the revocations of the last two minutes again, since other processes may have made them. */
    public void publishRevokedGuestTokens() {
        GuestTokensRevoked recent = revocations.findRecent();
        if (!recent.notBefore().isEmpty()) {
            events.publishEvent(recent);
        }
    }

    /**
     * Logs out: revokes the owner session that the principal's token belongs to.
     *
     * @throws RequestException {@code UNAUTHORIZED} if it had ended already
     */
    public void revokeCurrentOwnerSession(OwnerPrincipal owner) {
        if (!sessions.revoke(owner.ownerSessionId())) {
            throw rejected();
        }
        publishEnded(Set.of(owner.ownerSessionId()), LOGGED_OUT, true);
    }

    /** The owner's active sessions, the latest first. */
    public List<OwnerSessionView> listOwnerSessions(OwnerPrincipal owner) {
        return sessions.listActive(owner.id()).stream()
                .map(session -> new OwnerSessionView(
                        session.publicId(),
                        session.createdAt(),
                        session.expiresAt(),
                        session.id().equals(owner.ownerSessionId()),
                        session.userAgent()))
                .toList();
    }

    /**
     * @param publicId as {@link #listOwnerSessions} shows it
     * @throws RequestException {@code NOT_FOUND} if the owner has no such session
     */
    public void revokeOwnerSession(OwnerPrincipal owner, String publicId) {
        if (!revokeMatching(owner.id(), session -> session.publicId().equals(publicId))) {
            throw RequestException.notFound("There is no such session.");
        }
    }

    /** Revokes all sessions of the owner but the one that the principal's token belongs to. */
    public void revokeOtherOwnerSessions(OwnerPrincipal owner) {
        revokeMatching(owner.id(), session -> !session.id().equals(owner.ownerSessionId()));
    }

    public void revokeAllOwnerSessions(ObjectId ownerId) {
        revokeMatching(ownerId, session -> true);
    }

    /** Ends all owner sessions of these owners, also those that another process has removed a moment ago. */
    public void endOwnerTokens(Set<ObjectId> ownerIds) {
        ownerIds.forEach(this::revokeAllOwnerSessions);
        sessions.forgetAll();
        events.publishEvent(new OwnerTokensEnded(ownerIds));
    }

    /** @return whether there were any */
    private boolean revokeMatching(ObjectId ownerId, Predicate<OwnerSession> matching) {
        Set<String> revoked = sessions.revokeMatching(ownerId, matching);
        publishEnded(revoked, LOGGED_OUT, true);
        return !revoked.isEmpty();
    }

    /** Publishes which of the given owner sessions have ended: another process may have revoked them, or they expired. */
    public void publishEndedOwnerSessions(Collection<String> ownerSessionIds) {
        Map<Boolean, Set<String>> ended = sessions.findEnded(ownerSessionIds).stream()
                .collect(Collectors.partitioningBy(sessions::isRevokedByThisProcess, Collectors.toSet()));
        publishEnded(ended.getOrDefault(true, Set.of()), LOGGED_OUT, false);
        publishEnded(ended.getOrDefault(false, Set.of()), ENDED, false);
    }

    /** Makes owner sessions that another process has revoked ineffective here at once. */
    public void ownerSessionsRevokedElsewhere(Set<String> ownerSessionIds) {
        sessions.forget(ownerSessionIds);
        publishEnded(ownerSessionIds, LOGGED_OUT, false);
    }

    /** Makes guests' tokens that another process has revoked ineffective here at once. */
    public void guestTokensRevokedElsewhere(Map<ObjectId, Instant> notBefore) {
        revocations.forget(notBefore.keySet());
        events.publishEvent(new GuestTokensRevoked(notBefore, false));
    }

    private void publishEnded(Set<String> ownerSessionIds, String reason, boolean here) {
        if (!ownerSessionIds.isEmpty()) {
            events.publishEvent(new OwnerSessionsEnded(ownerSessionIds, reason, here));
        }
    }
}
