package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.validation.Domain;

/** The domain of the demo shop, whose owner's words stand on the origin of the dashboard: no stranger may have it. */
public final class DemoDomain {

    public static final Domain DOMAIN = Domain.parse("porchlight.demo");

    private DemoDomain() {}

    /** @throws RequestException {@code FORBIDDEN} if it is asked for by anybody but a user of this machine */
    static void requireAllowed(Domain domain, RequestSource source) {
        if (domain.equals(DOMAIN) && !source.isThisMachine()) {
            throw RequestException.forbidden(
                    "The demo shop's account can only be made on the machine that Porchlight runs on, at http://localhost.");
        }
    }
}
