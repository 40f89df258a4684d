package dev.porchlight.owner;

import dev.porchlight.token.ResetCode;
import dev.porchlight.token.ResetCodes;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.EmailAddress;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** The way back for an owner who forgot her password: whoever runs the server hands her a code. */
@Component
@RequiredArgsConstructor
public final class PasswordReset {

    private final OwnerService owners;
    private final Passwords passwords;
    private final ResetCodes codes;
    private final TokenService tokens;

    /** None if nobody has an account with this address. */
    public Optional<String> codeFor(EmailAddress email) {
        return owners.findByEmail(email).map(owner -> codes.issue(owner.id(), owner.passwordHash()));
    }

    /** Ends all her sessions: she may have lost more than her password. */
    void reset(String code, String newPassword) {
        passwords.requireFit(newPassword);
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
