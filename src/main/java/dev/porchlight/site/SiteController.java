package dev.porchlight.site;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An owner's website over REST. */
@RestController
@RequestMapping(path = "/owner/site", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class SiteController {

    private final SiteService sites;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return Envelope.success(SiteView.of(sites.of(owner.id())));
    }

    /** Replaces the whole site, so that two windows never mix their halves. */
    @PutMapping
    Envelope replace(OwnerPrincipal owner, @RequestBody SiteRequest request) {
        if (request.locked() == null || request.allowedOrigins() == null) {
            throw RequestException.invalid("Please send locked and allowedOrigins.");
        }
        Site site = Site.of(request.locked(), request.allowedOrigins(), request.retentionDays());
        sites.replace(owner.id(), site);
        return Envelope.success(SiteView.of(site));
    }

    record SiteRequest(
            @Nullable Boolean locked,
            @Nullable List<String> allowedOrigins,
            @Nullable Integer retentionDays) {}
}
