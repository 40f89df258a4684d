package dev.porchlight.token;

import static dev.porchlight.token.SignedTokens.rejected;
import static dev.porchlight.token.SignedTokens.required;

import dev.porchlight.error.RequestException;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Verifies the tokens of owners and guests, for REST and for sockets. */
@Component
@RequiredArgsConstructor
public class Authenticator {

    private final SignedTokens signed;
    private final OwnerSessions sessions;
    private final GuestTokenRevocations revocations;
    private final Clock clock;

    /**
     * Verifies the signature, and that the token is neither expired nor revoked. Asks the store at most once in five
     * seconds for each owner session and each guest.
     *
     * @throws RequestException {@code UNAUTHORIZED}, in the same words whatever is wrong
     */
    public Principal authenticate(String token) {
        Principal principal = parse(token);
        requireActive(principal);
        return principal;
    }

    /**
     * Checks an authenticated principal again: its token may have expired or been revoked since.
     *
     * @throws RequestException {@code UNAUTHORIZED}
     */
    public void requireActive(Principal principal) {
        if (!principal.expiresAt().isAfter(clock.instant()) || isRevoked(principal)) {
            throw rejected();
        }
    }

    private boolean isRevoked(Principal principal) {
        if (principal instanceof OwnerPrincipal owner) {
            return !sessions.isActive(owner.ownerSessionId());
        }
        if (principal instanceof GuestPrincipal guest) {
            return guest.issuedAt().isBefore(revocations.notBefore(guest.id()));
        }
        throw new IllegalStateException("Not a principal: " + principal.getClass());
    }

    private Principal parse(String token) {
        Claims claims = signed.parse(token);
        try {
            ObjectId id = new ObjectId(required(claims.getSubject()));
            String domain = required(claims.get(SignedTokens.DOMAIN, String.class));
            Instant expiresAt = required(claims.getExpiration()).toInstant();
            return switch (required(claims.get(SignedTokens.KIND, String.class))) {
                case SignedTokens.OWNER -> new OwnerPrincipal(id, domain, required(claims.getId()), expiresAt);
                case SignedTokens.GUEST ->
                    new GuestPrincipal(
                            id, domain, required(claims.getIssuedAt()).toInstant(), expiresAt);
                default -> throw rejected();
            };
        } catch (JwtException | IllegalArgumentException e) {
            throw rejected();
        }
    }
}
