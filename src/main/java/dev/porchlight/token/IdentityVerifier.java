package dev.porchlight.token;

import dev.porchlight.error.RequestException;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks the short-lived JWTs in which websites vouch for their guests: HS256, signed with the site's secret. */
@Component
@RequiredArgsConstructor
public final class IdentityVerifier {

    private static final Duration MAX_AHEAD = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_SUBJECT_LENGTH = 200;

    private final Clock clock;

    /**
     * @param secrets those that may have signed it
     * @param domain whom it must be meant for
     * @throws RequestException {@code UNAUTHORIZED} for whatever does not vouch for somebody, always in the same words
     */
    public Identity verify(String jwt, List<String> secrets, String domain) {
        if (jwt.length() > MAX_LENGTH) {
            throw rejected();
        }
        for (String secret : secrets) {
            try {
                return identity(claims(jwt, secret), domain);
            } catch (SignatureException signedWithAnother) {
                // The next may be the one.
            } catch (JwtException | IllegalArgumentException e) {
                throw rejected();
            }
        }
        throw rejected();
    }

    public static RequestException rejected() {
        return RequestException.unauthorized("This identity is not valid, or no longer.");
    }

    private Claims claims(String jwt, String secret) {
        return Jwts.parser()
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .zip()
                .clear()
                .and()
                .verifyWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(SKEW.toSeconds())
                .build()
                .parseSignedClaims(jwt)
                .getPayload();
    }

    /** What has ended, and what begins later, the parser has refused already. */
    private Identity identity(Claims claims, String domain) {
        Instant now = clock.instant();
        String subject = claims.getSubject();
        Date expiration = claims.getExpiration();
        Date issuedAt = claims.getIssuedAt();
        Set<String> audience = claims.getAudience();
        if (subject == null
                || subject.isBlank()
                || subject.length() > MAX_SUBJECT_LENGTH
                || audience == null
                || audience.stream().noneMatch(domain::equalsIgnoreCase)
                || expiration == null
                || expiration.toInstant().isAfter(now.plus(MAX_AHEAD).plus(SKEW))
                || isAfter(issuedAt, now.plus(SKEW))) {
            throw rejected();
        }
        return new Identity(subject, claims.get("email", String.class), claims.get("name", String.class));
    }

    private static boolean isAfter(@Nullable Date date, Instant limit) {
        return date != null && date.toInstant().isAfter(limit);
    }
}
