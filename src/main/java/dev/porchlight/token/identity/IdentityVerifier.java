package dev.porchlight.token.identity;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.jwt.JwtJson;
import dev.porchlight.validation.Domain;
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

/** Verifies the short-lived JWTs in which websites vouch for their guests: HS256, signed with a secret of the site. */
@Component
@RequiredArgsConstructor
public final class IdentityVerifier {

    private static final Duration MAX_LIFETIME = Duration.ofHours(1);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_SUBJECT_LENGTH = 200;

    private final Clock clock;

    /**
     * @param secrets any of them may have signed it
     * @param domain must be in its audience
     * @throws RequestException {@code UNAUTHORIZED}, in the same words whatever is wrong
     */
    public IdentityClaims verify(String jwt, List<String> secrets, String domain) {
        if (jwt.length() > MAX_LENGTH) {
            throw rejected();
        }
        for (String secret : secrets) {
            try {
                return toIdentityClaims(parse(jwt, secret), domain);
            } catch (SignatureException signedWithAnotherSecret) {
                // Try the next.
            } catch (JwtException | IllegalArgumentException e) {
                throw rejected();
            }
        }
        throw rejected();
    }

    public static RequestException rejected() {
        return RequestException.unauthorized("This identity is not valid, or no longer.");
    }

    private Claims parse(String jwt, String secret) {
        return Jwts.parser()
                .json(new JwtJson())
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .zip()
                .clear()
                .and()
                .verifyWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(CLOCK_SKEW.toSeconds())
                .build()
                .parseSignedClaims(jwt)
                .getPayload();
    }

    /** The parser has checked {@code exp} and {@code nbf} against the clock. */
    private IdentityClaims toIdentityClaims(Claims claims, String domain) {
        Instant now = clock.instant();
        String subject = claims.getSubject();
        Date expiration = claims.getExpiration();
        Date issuedAt = claims.getIssuedAt();
        Set<String> audience = claims.getAudience();
        if (subject == null
                || subject.isBlank()
                || subject.length() > MAX_SUBJECT_LENGTH
                || audience == null
                || audience.stream().noneMatch(name -> names(name, domain))
                || expiration == null
                || expiration.toInstant().isAfter(now.plus(MAX_LIFETIME).plus(CLOCK_SKEW))
                || isAfter(issuedAt, now.plus(CLOCK_SKEW))) {
            throw rejected();
        }
        return new IdentityClaims(subject, claims.get("email", String.class), claims.get("name", String.class));
    }

    private static boolean names(@Nullable String audience, String domain) {
        return audience != null
                && Domain.host(audience)
                        .map(Domain::new)
                        .filter(named -> named.value().equals(domain)
                                || named.oldForm().filter(domain::equals).isPresent())
                        .isPresent();
    }

    private static boolean isAfter(@Nullable Date date, Instant limit) {
        return date != null && date.toInstant().isAfter(limit);
    }
}
