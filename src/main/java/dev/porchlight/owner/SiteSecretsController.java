package dev.porchlight.owner;

import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The secrets with which an owner's website vouches for its guests, over REST. */
@RestController
@RequestMapping(path = "/owner/site/secrets", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class SiteSecretsController {

    private final SiteSecrets secrets;

    @GetMapping
    ResponseEntity<Envelope> show(OwnerPrincipal owner) {
        return uncached(secrets.show(owner.id()));
    }

    @PostMapping
    ResponseEntity<Envelope> rotate(OwnerPrincipal owner) {
        return uncached(secrets.rotate(owner.id()));
    }

    private static ResponseEntity<Envelope> uncached(List<SiteSecret> secrets) {
        List<Shown> shown = secrets.stream()
                .map(secret -> new Shown(
                        secret.id().toHexString(),
                        secret.secret(),
                        secret.createdAt().toString()))
                .toList();
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Envelope.success(shown));
    }

    private record Shown(String id, String secret, String createdAt) {}
}
