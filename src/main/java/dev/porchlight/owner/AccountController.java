package dev.porchlight.owner;

import dev.porchlight.error.Envelope;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An owner's password and owner sessions over REST. */
@RestController
@RequestMapping(path = "/owner", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class AccountController {

    private final OwnerService owners;
    private final PasswordReset passwordReset;
    private final TokenService tokens;
    private final RequestLimits limits;

    @PutMapping("/password")
    Envelope changePassword(OwnerPrincipal owner, @RequestBody PasswordChangeRequest body, RequestSource source) {
        String oldPassword = InputText.required("oldPassword", body.oldPassword());
        String newPassword = InputText.required("newPassword", body.newPassword());
        // Limited as a log-in: somebody with a stolen token must not guess the password here instead.
        limits.callLogIn(source, new EmailAddress(owners.emailOf(owner)).accountKey(), () -> {
            owners.changePassword(owner, oldPassword, newPassword);
            return owner;
        });
        return Envelope.success("Your password is changed, and every other session has ended.");
    }

    /** Without a token: the code says whose password it is. */
    @PostMapping("/reset")
    Envelope resetPassword(@RequestBody PasswordResetRequest body) {
        passwordReset.reset(
                InputText.required("code", body.code()), InputText.required("newPassword", body.newPassword()));
        return Envelope.success("Your password is changed, and every session has ended. Please log in.");
    }

    @GetMapping("/sessions")
    Envelope listSessions(OwnerPrincipal owner) {
        return Envelope.success(tokens.listOwnerSessions(owner));
    }

    @DeleteMapping("/sessions/{id}")
    Envelope endSession(OwnerPrincipal owner, @PathVariable String id) {
        tokens.revokeOwnerSession(owner, id);
        return Envelope.success("The session has ended.");
    }

    /** All but the session of this request, which a log-out ends. */
    @DeleteMapping("/sessions")
    Envelope endOtherSessions(OwnerPrincipal owner) {
        tokens.revokeOtherOwnerSessions(owner);
        return Envelope.success("Every other session has ended.");
    }

    record PasswordResetRequest(
            @Nullable String code, @Nullable String newPassword) {}

    record PasswordChangeRequest(
            @Nullable String oldPassword, @Nullable String newPassword) {}
}
