package dev.porchlight.pages;

import dev.porchlight.error.RequestException;
import dev.porchlight.site.SiteService;
import dev.porchlight.validation.Domain;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** The shop at {@code /demo/}. It has no owner until a visitor registers one: a default password would be known to all. */
@Component
@RequiredArgsConstructor
class DemoShop {

    private static final Domain DOMAIN = Domain.parse("porchlight.demo");

    private final PageSettings settings;
    private final SiteService sites;

    boolean isEnabled() {
        return settings.isDemoEnabled();
    }

    /** @throws RequestException {@code NOT_FOUND} if the demo is turned off */
    void requireEnabled() {
        if (!isEnabled()) {
            throw RequestException.notFound("There is nothing at this address.");
        }
    }

    String domain() {
        return DOMAIN.value();
    }

    boolean hasOwner() {
        return sites.findOwnerId(DOMAIN).isPresent();
    }
}
