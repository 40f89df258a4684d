package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.ResetCode;
import dev.porchlight.token.ResetCodes;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.EmailAddress;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Resets a forgotten password with a code, which the operator of the server creates for the owner. */
@Component
@RequiredArgsConstructor
public final class PasswordReset {

    private final OwnerService owners;
    private final Passwords passwords;
    private final ResetCodes codes;
    private final TokenService tokens;

    /** Empty if there is no account with this address. */
    public Optional<NewCode> codeFor(EmailAddress email) {
        return owners.findByEmail(email)
                .map(owner -> new NewCode(owner.email(), codes.issue(owner.id(), owner.passwordHash())));
    }

    /** @param email of the account; another than asked for if the account is from before and may mean it */
    public record NewCode(String email, String code) {}

    /**
     * Replaces the password and ends all sessions of the owner.
     *
     * @throws RequestException {@code UNAUTHORIZED} for a code that is wrong, expired or used; {@code INVALID} for a
     *     password of the wrong length
     */
    void reset(String code, String newPassword) {
        passwords.requireValid(newPassword);
        ResetCode reset = codes.verify(code);
        Owner owner = owners.find(reset.ownerId())
                .filter(candidate -> reset.isFor(candidate.passwordHash()))
                .orElseThrow(ResetCodes::rejected);
        if (!owners.replacePassword(owner, newPassword)) {
            throw ResetCodes.rejected();
        }
        tokens.revokeAllOwnerSessions(owner.id());
    }
}
