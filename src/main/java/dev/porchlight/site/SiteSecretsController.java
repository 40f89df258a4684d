package dev.porchlight.site;

import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The secrets with which an owner's website signs the identities of its guests, over REST. */
@RestController
@RequestMapping(path = "/owner/site/secrets", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class SiteSecretsController {

    private final SiteSecrets secrets;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return envelope(secrets.loadOrCreateAll(owner.id()));
    }

    @PostMapping
    Envelope rotate(OwnerPrincipal owner) {
        return envelope(secrets.rotate(owner.id()));
    }

    private static Envelope envelope(List<SiteSecret> secrets) {
        List<SecretView> views = secrets.stream()
                .map(secret -> new SecretView(
                        secret.id().toHexString(),
                        secret.secret(),
                        secret.createdAt().toString()))
                .toList();
        return Envelope.success(views);
    }

    private record SecretView(String id, String secret, String createdAt) {}
}
