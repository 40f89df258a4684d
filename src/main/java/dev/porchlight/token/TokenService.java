package dev.porchlight.token;

import static dev.porchlight.token.SignedTokens.rejected;
import static dev.porchlight.token.SignedTokens.required;

import dev.porchlight.error.RequestException;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Issues, verifies and ends tokens: JWTs signed with HS256. */
@Service
public class TokenService {

    /** An owner's token ends with its session; this is only the bound that no use can move. */
    private static final Duration OWNER_TOKEN_LIFETIME = Duration.ofDays(365);

    static final Duration GUEST_TOKEN_LIFETIME = Duration.ofDays(30);

    private static final String DOMAIN = "domain";
    private static final String OWNER = "owner";
    private static final String GUEST = "guest";
    private static final String LOGGED_OUT = "loggedOut";

    private final SignedTokens signed;
    private final OwnerSessions sessions;
    private final EndedGuests endedGuests;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TokenService(
            SignedTokens signed,
            OwnerSessions sessions,
            EndedGuests endedGuests,
            ApplicationEventPublisher events,
            Clock clock) {
        this.signed = signed;
        this.sessions = sessions;
        this.endedGuests = endedGuests;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Starts a session, and ends her oldest if she has too many; the token serves until the session ends.
     *
     * @param userAgent tells her later which session this was
     */
    public String issueToOwner(ObjectId ownerId, String domain, @Nullable String userAgent) {
        String session = sessions.start(ownerId, userAgent);
        announceLoggedOut(sessions.endSurplus(ownerId, session));
        return sign(OWNER, ownerId, domain, session, clock.instant(), OWNER_TOKEN_LIFETIME);
    }

    public String issueToGuest(ObjectId guestId, String domain) {
        // Earlier tokens may have ended up to the end of this second; the new one must not be among them.
        Instant notBefore = endedGuests.notBefore(guestId);
        Instant now = clock.instant();
        Instant issuedAt = now.isBefore(notBefore) ? notBefore : now;
        return sign(GUEST, guestId, domain, UUID.randomUUID().toString(), issuedAt, GUEST_TOKEN_LIFETIME);
    }

    /** @throws RequestException {@code UNAUTHORIZED} for whatever is not a living token of ours, always in the same words */
    public Principal verify(String token) {
        Principal principal = parse(token);
        requireAlive(principal);
        return principal;
    }

    /** Asks again for somebody verified earlier: the token may have expired since, or been ended. */
    public void requireAlive(Principal principal) {
        if (!principal.expiresAt().isAfter(clock.instant()) || hasEnded(principal)) {
            throw rejected();
        }
    }

    /**
     * Ends every token that a guest has now: they are refused, here at once and in other processes within five seconds,
     * and whoever serves them hears of it. A token issued to this guest later is good.
     */
    public void endGuest(ObjectId guestId) {
        events.publishEvent(endedGuests.end(guestId));
    }

    /** Announces the guests ended lately, who may have been ended by another process. */
    public void announceEndedGuests() {
        GuestsEnded lately = endedGuests.lately();
        if (!lately.notBefore().isEmpty()) {
            events.publishEvent(lately);
        }
    }

    /** Ends the session: its token is refused from now on, and whoever serves it hears of it. */
    public void end(OwnerPrincipal owner) {
        if (!sessions.end(owner.sessionId())) {
            throw rejected();
        }
        announceEnded(Set.of(owner.sessionId()), LOGGED_OUT);
    }

    /** Her sessions, the latest first. */
    public List<OwnerSessionView> logIns(OwnerPrincipal owner) {
        return sessions.of(owner.id()).stream()
                .map(session -> new OwnerSessionView(
                        session.publicName(),
                        session.createdAt(),
                        session.expiresAt(),
                        session.id().equals(owner.sessionId()),
                        session.userAgent()))
                .toList();
    }

    /** @throws RequestException {@code NOT_FOUND} if she has no such session */
    public void endLogIn(OwnerPrincipal owner, String logInId) {
        if (!end(owner.id(), session -> session.publicName().equals(logInId))) {
            throw RequestException.notFound("There is no such session.");
        }
    }

    public void endOtherLogIns(OwnerPrincipal owner) {
        end(owner.id(), session -> !session.id().equals(owner.sessionId()));
    }

    public void endAllLogIns(ObjectId ownerId) {
        end(ownerId, session -> true);
    }

    private boolean end(ObjectId ownerId, Predicate<OwnerSession> which) {
        return announceLoggedOut(sessions.endOf(ownerId, which));
    }

    /** @return whether there were any */
    private boolean announceLoggedOut(Set<String> sessionIds) {
        announceEnded(sessionIds, LOGGED_OUT);
        return !sessionIds.isEmpty();
    }

    /** Announces those of the given sessions that have ended, also by another process or unused for too long. */
    public void announceEnded(Collection<String> sessionIds) {
        Map<Boolean, Set<String>> ended = sessions.ended(sessionIds).stream()
                .collect(Collectors.partitioningBy(sessions::isLoggedOut, Collectors.toSet()));
        announceEnded(ended.getOrDefault(true, Set.of()), LOGGED_OUT);
        announceEnded(ended.getOrDefault(false, Set.of()), "ended");
    }

    private void announceEnded(Set<String> sessionIds, String reason) {
        if (!sessionIds.isEmpty()) {
            events.publishEvent(new OwnerSessionsEnded(sessionIds, reason));
        }
    }

    private boolean hasEnded(Principal principal) {
        if (principal instanceof OwnerPrincipal owner) {
            return !sessions.isAlive(owner.sessionId());
        }
        GuestPrincipal guest = (GuestPrincipal) principal;
        return guest.issuedAt().isBefore(endedGuests.notBefore(guest.id()));
    }

    private String sign(String kind, ObjectId subject, String domain, String id, Instant issuedAt, Duration lifetime) {
        return signed.start(kind, subject, issuedAt, lifetime)
                .claim(DOMAIN, domain)
                .id(id)
                .compact();
    }

    private Principal parse(String token) {
        Claims claims = signed.read(token);
        try {
            ObjectId subject = new ObjectId(required(claims.getSubject()));
            String domain = required(claims.get(DOMAIN, String.class));
            Instant expiresAt = required(claims.getExpiration()).toInstant();
            return switch (required(claims.get(SignedTokens.KIND, String.class))) {
                case OWNER -> new OwnerPrincipal(subject, domain, required(claims.getId()), expiresAt);
                case GUEST ->
                    new GuestPrincipal(
                            subject, domain, required(claims.getIssuedAt()).toInstant(), expiresAt);
                default -> throw rejected();
            };
        } catch (JwtException | IllegalArgumentException e) {
            throw rejected();
        }
    }
}
