package dev.porchlight.token;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.jwt.JwtJson;
import dev.porchlight.token.key.SigningKey;
import dev.porchlight.token.key.SigningKeys;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** JWTs signed with our keys, HS256 only; each names its kind. */
@Component
final class SignedTokens {

    static final String KIND = "kind";
    static final String OWNER = "owner";
    static final String GUEST = "guest";
    static final String DOMAIN = "domain";

    /** A genuine token has about 350 characters: much longer ones are not even parsed. */
    private static final int MAX_LENGTH = 2048;

    private final SigningKeys keys;
    private final JwtParser parser;

    SignedTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.parser = Jwts.parser()
                .json(new JwtJson())
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .keyLocator(this::locateKey)
                .clock(() -> Date.from(clock.instant()))
                .build();
    }

    /** A builder to add further claims to. */
    JwtBuilder start(String kind, ObjectId subject, Instant issuedAt, Duration lifetime) {
        SigningKey key = keys.current();
        return Jwts.builder()
                .header()
                .keyId(key.id())
                .and()
                .subject(subject.toHexString())
                .claim(KIND, kind)
                .issuedAt(Date.from(issuedAt))
                .expiration(Date.from(issuedAt.plus(lifetime)))
                .signWith(key.secret(), Jwts.SIG.HS256);
    }

    /** @throws RequestException {@code UNAUTHORIZED} if it is malformed, not signed by us or expired */
    Claims parse(String token) {
        if (token.length() > MAX_LENGTH) {
            throw rejected();
        }
        try {
            return parser.parseSignedClaims(token).getPayload();
        } catch (JwtException | IllegalArgumentException e) {
            throw rejected();
        }
    }

    /** Another program may sign with the same {@code JWT_SECRET}: a valid signature does not prove that a claim is there. */
    static <T> T required(@Nullable T claim) {
        if (claim == null) {
            throw rejected();
        }
        return claim;
    }

    static RequestException rejected() {
        return RequestException.unauthorized("This token is not valid, or no longer; please log in again.");
    }

    private Key locateKey(Header header) {
        String id = header instanceof JwsHeader jws ? jws.getKeyId() : null;
        return keys.find(id == null ? "" : id)
                .orElseThrow(SignedTokens::rejected)
                .secret();
    }
}
