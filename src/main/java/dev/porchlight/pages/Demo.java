package dev.porchlight.pages;

import dev.porchlight.error.RequestException;
import dev.porchlight.site.SiteService;
import dev.porchlight.validation.Domain;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** A shop that is nobody's until somebody makes its account: with a password of her own, since there is no default. */
@Component
@RequiredArgsConstructor
class Demo {

    private static final Domain DOMAIN = Domain.parse("porchlight.demo");

    private final PageSettings settings;
    private final SiteService sites;

    boolean isShown() {
        return settings.showsDemo();
    }

    /** @throws RequestException {@code NOT_FOUND} if there is no shop here */
    void requireShown() {
        if (!isShown()) {
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
