package dev.porchlight.owner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.InputText;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An owner's domain, and the proof that it is hers, over REST. */
@RestController
@RequestMapping(path = "/owner/domain", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class DomainController {

    private final OwnerService owners;
    private final Domains domains;
    private final DomainProof proof;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return Envelope.success(shown(owner.id()));
    }

    /** For her domain, or for another that is to become hers. */
    @PostMapping("/challenge")
    Envelope challenge(OwnerPrincipal principal, @RequestBody(required = false) @Nullable Claim body) {
        Domain domain = body == null || body.domain() == null
                ? new Domain(account(principal.id()).domain())
                : Domain.parse(body.domain());
        domains.challenge(principal.id(), domain);
        return Envelope.success(shown(principal.id()));
    }

    @PostMapping("/proof")
    Envelope prove(OwnerPrincipal owner, @RequestBody Method body) {
        proof.prove(owner.id(), InputText.required("method", body.method()));
        return Envelope.success(shown(owner.id()));
    }

    private Shown shown(ObjectId ownerId) {
        Owner owner = account(ownerId);
        return new Shown(
                owner.domain(),
                owner.domainProvedAt() != null,
                domains.challengeOf(ownerId).map(ShownChallenge::of).orElse(null));
    }

    private Owner account(ObjectId ownerId) {
        return owners.find(ownerId).orElseThrow(Domains::noAccount);
    }

    record Claim(@Nullable String domain) {}

    record Method(@Nullable String method) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(String domain, boolean proved, @Nullable ShownChallenge challenge) {}

    /** What to do about it: either of a TXT record and a file. */
    record ShownChallenge(
            String domain, String value, Instant expiresAt, String txtName, String txtValue, String fileUrl) {

        static ShownChallenge of(DomainChallenge challenge) {
            Domain domain = new Domain(challenge.domain());
            return new ShownChallenge(
                    domain.value(),
                    challenge.value(),
                    challenge.expiresAt(),
                    TxtRecord.name(domain),
                    TxtRecord.text(challenge.value()),
                    WellKnownFile.url(domain));
        }
    }
}
