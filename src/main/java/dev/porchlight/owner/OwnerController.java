package dev.porchlight.owner;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.BearerToken;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import java.util.regex.Pattern;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts over REST; bodies are JSON or forms. */
@RestController
@RequestMapping(path = "/owner", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class OwnerController {

    private static final int MAX_USER_AGENT_LENGTH = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final OwnerService owners;
    private final RequestLimits limits;

    @PostMapping("/register")
    Envelope register(@RequestBody Registration body, RequestSource source) {
        Domain domain = Domain.parse(InputText.required("domain", body.domain()));
        EmailAddress email = EmailAddress.parse(InputText.required("email", body.email()));
        String password = InputText.required("password", body.password());
        limits.checkRegistration(source);
        owners.register(email, password, domain);
        return Envelope.success("Welcome! Log in to answer the guests of " + domain.value() + ".");
    }

    @PostMapping("/login")
    Envelope logIn(
            @RequestBody Credentials body,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            RequestSource source) {
        EmailAddress email = EmailAddress.parse(InputText.required("email", body.email()));
        String password = InputText.required("password", body.password());
        OwnerService.LogIn logIn =
                limits.callLogIn(source, email.value(), () -> owners.logIn(email, password, cut(userAgent)));
        return Envelope.success(new LoggedIn(logIn.ownerId().toHexString(), logIn.token(), "owner"));
    }

    @PostMapping("/logout")
    Envelope logOut(
            @RequestBody(required = false) @Nullable Token body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        owners.logOut(token(body, authorization));
        return Envelope.success("You are logged out.");
    }

    private static @Nullable String cut(@Nullable String userAgent) {
        return userAgent == null
                ? null
                : InputText.start(CONTROL.matcher(userAgent).replaceAll(""), MAX_USER_AGENT_LENGTH);
    }

    private static String token(@Nullable Token body, @Nullable String authorization) {
        if (body != null && body.token() != null) {
            return body.token();
        }
        return BearerToken.parse(authorization)
                .orElseThrow(() -> RequestException.unauthorized("Please send your token."));
    }

    record Registration(
            @Nullable String email,
            @Nullable String password,
            @Nullable String domain) {}

    record Credentials(@Nullable String email, @Nullable String password) {}

    record Token(@Nullable String token) {}

    record LoggedIn(String ownerId, String token, String level) {}
}
