package dev.porchlight.token;

import dev.porchlight.token.key.SigningKeys;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.mongodb.core.MongoOperations;

/** What one process has: it issues, revokes and verifies, with caches of its own. */
final class TokenFixture {

    final TokenService tokens;
    final Authenticator authenticator;
    final List<Object> published = new ArrayList<>();

    TokenFixture(SigningKeys keys, MongoOperations mongo, Clock clock) {
        SignedTokens signed = new SignedTokens(keys, clock);
        OwnerSessions sessions = new OwnerSessions(mongo, clock);
        GuestTokenRevocations revocations = new GuestTokenRevocations(mongo, clock);
        tokens = new TokenService(signed, sessions, revocations, published::add, clock);
        authenticator = new Authenticator(signed, sessions, revocations, clock);
    }

    OwnerPrincipal authenticateOwner(String token) {
        return (OwnerPrincipal) authenticator.authenticate(token);
    }
}
