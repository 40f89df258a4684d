package dev.porchlight.owner.registration;

import dev.porchlight.error.Envelope;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Registration over REST; bodies are JSON or forms. */
@RestController
@RequiredArgsConstructor
class RegistrationController {

    private final Registration registration;
    private final RequestLimits limits;

    @PostMapping(path = "/owner/register", produces = MediaType.APPLICATION_JSON_VALUE)
    Envelope register(@RequestBody RegistrationRequest body, RequestSource source) {
        Domain domain = Domain.parse(InputText.required("domain", body.domain()));
        EmailAddress email = EmailAddress.parse(InputText.required("email", body.email()));
        String password = InputText.required("password", body.password());
        limits.checkRegistration(source);
        registration.register(email, password, domain, body.demoCode(), body.invitation());
        return Envelope.success("Welcome! Log in to answer the guests of " + domain.value() + ".");
    }

    record RegistrationRequest(
            @Nullable String email,
            @Nullable String password,
            @Nullable String domain,
            @Nullable String demoCode,
            @Nullable String invitation) {}
}
