package dev.porchlight.site.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.error.Envelope;
import dev.porchlight.owner.OwnerDomain;
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

/** An owner's domain and its verification over REST. */
@RestController
@RequestMapping(path = "/owner/domain", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class DomainController {

    private final DomainService domains;
    private final DomainVerifier verifier;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return Envelope.success(view(owner.id()));
    }

    /** Creates a challenge for the owner's domain, or for another one to be transferred to the owner. */
    @PostMapping("/challenge")
    Envelope createChallenge(OwnerPrincipal owner, @RequestBody(required = false) @Nullable ChallengeRequest body) {
        Domain domain = body == null || body.domain() == null
                ? new Domain(domains.account(owner.id()).domain())
                : Domain.parse(body.domain());
        domains.createChallenge(owner.id(), domain);
        return Envelope.success(view(owner.id()));
    }

    @PostMapping("/proof")
    Envelope verify(OwnerPrincipal owner, @RequestBody VerificationRequest body) {
        verifier.verify(owner.id(), InputText.required("method", body.method()));
        return Envelope.success(view(owner.id()));
    }

    private DomainView view(ObjectId ownerId) {
        OwnerDomain account = domains.account(ownerId);
        return new DomainView(
                account.domain(),
                account.verified(),
                domains.findChallenge(ownerId).map(ChallengeView::of).orElse(null));
    }

    record ChallengeRequest(@Nullable String domain) {}

    record VerificationRequest(@Nullable String method) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DomainView(
            String domain, boolean proved, @Nullable ChallengeView challenge) {}

    /** What to publish: a TXT record or a file. */
    record ChallengeView(
            String domain, String value, Instant expiresAt, String txtName, String txtValue, String fileUrl) {

        static ChallengeView of(DomainChallenge challenge) {
            Domain domain = new Domain(challenge.domain());
            return new ChallengeView(
                    domain.value(),
                    challenge.value(),
                    challenge.expiresAt(),
                    TxtRecord.name(domain),
                    TxtRecord.text(challenge.value()),
                    WellKnownFile.url(domain));
        }
    }
}
