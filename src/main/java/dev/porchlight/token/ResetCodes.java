package dev.porchlight.token;

import static dev.porchlight.token.SignedTokens.required;

import dev.porchlight.error.RequestException;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Codes with which an owner who forgot their password sets a new one. They are signed, so none is stored. */
@Component
@RequiredArgsConstructor
public final class ResetCodes {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String RESET = "reset";
    private static final String PASSWORD = "password";

    private final SignedTokens signed;
    private final Clock clock;

    public String issue(ObjectId ownerId, String passwordHash) {
        return signed.start(RESET, ownerId, clock.instant(), LIFETIME)
                .claim(PASSWORD, ResetCode.fingerprint(passwordHash))
                .compact();
    }

    /** @throws RequestException {@code UNAUTHORIZED}, in the same words whatever is wrong */
    public ResetCode verify(String code) {
        try {
            Claims claims = signed.parse(code);
            if (RESET.equals(claims.get(SignedTokens.KIND, String.class))) {
                return new ResetCode(
                        new ObjectId(required(claims.getSubject())), required(claims.get(PASSWORD, String.class)));
            }
        } catch (RequestException | JwtException | IllegalArgumentException e) {
            // Rejected below.
        }
        throw rejected();
    }

    public static RequestException rejected() {
        return RequestException.unauthorized("This code is not valid, or no longer; please ask for another one.");
    }
}
