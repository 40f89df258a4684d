package dev.porchlight.socket.request;

import dev.porchlight.validation.Domain;

/** {@code getSite}. */
public record GetSiteRequest(Domain domain) {

    public static GetSiteRequest parse(Payload payload) {
        return new GetSiteRequest(Domain.parse(payload.string("domain")));
    }
}
