package dev.porchlight.owner;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.BearerToken;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Log-in and log-out over REST; bodies are JSON or forms. */
@RestController
@RequestMapping(path = "/owner", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class OwnerController {

    private static final int MAX_USER_AGENT_LENGTH = 200;

    private final OwnerService owners;
    private final RequestLimits limits;

    @PostMapping("/login")
    Envelope logIn(
            @RequestBody LogInRequest body,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            RequestSource source) {
        EmailAddress email = EmailAddress.parse(InputText.required("email", body.email()));
        String password = InputText.required("password", body.password());
        OwnerService.NewSession session =
                limits.callLogIn(source, email.accountKey(), () -> owners.logIn(email, password, shortened(userAgent)));
        return Envelope.success(new LogInResponse(session.ownerId().toHexString(), session.token(), "owner"));
    }

    @PostMapping("/logout")
    Envelope logOut(
            @RequestBody(required = false) @Nullable LogOutRequest body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        owners.logOut(token(body, authorization));
        return Envelope.success("You are logged out.");
    }

    private static @Nullable String shortened(@Nullable String userAgent) {
        return userAgent == null ? null : InputText.start(InputText.withoutInvisible(userAgent), MAX_USER_AGENT_LENGTH);
    }

    private static String token(@Nullable LogOutRequest body, @Nullable String authorization) {
        if (body != null && body.token() != null) {
            return body.token();
        }
        return BearerToken.parse(authorization)
                .orElseThrow(() -> RequestException.unauthorized("Please send your token."));
    }

    record LogInRequest(@Nullable String email, @Nullable String password) {}

    record LogOutRequest(@Nullable String token) {}

    record LogInResponse(String ownerId, String token, String level) {}
}
