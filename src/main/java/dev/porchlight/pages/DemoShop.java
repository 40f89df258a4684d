package dev.porchlight.pages;

import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.widget.WidgetConfig;
import dev.porchlight.site.widget.WidgetConfigs;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shop at {@code /demo/}. It has no owner until the operator registers one: a default password would be known to all. */
@Component
@RequiredArgsConstructor
public final class DemoShop {

    private final PageSettings settings;
    private final OwnerService owners;
    private final DemoDomain demoDomain;
    private final WidgetConfigs widgets;

    /**
     * The path, with the one-time code in its fragment, at which its account is made. Empty if there is no shop, or it has
     * an owner.
     */
    public Optional<String> registrationPath() {
        return settings.isDemoEnabled() && !hasOwner()
                ? Optional.of("/demo/#code=" + demoDomain.code())
                : Optional.empty();
    }

    /** Unless the setting says so, it is shown only at {@code localhost}: it is for a first try on one's own machine. */
    boolean isShownTo(RequestSource source) {
        boolean everywhere = settings.demo() != null;
        return settings.isDemoEnabled() && (everywhere || source.hasLoopbackHost() && !source.forwarded());
    }

    /** @throws RequestException {@code NOT_FOUND} if the demo is not shown there */
    void requireShownTo(RequestSource source) {
        if (!isShownTo(source)) {
            throw RequestException.notFound("There is nothing at this address.");
        }
    }

    String domain() {
        return DemoDomain.DOMAIN.value();
    }

    boolean hasOwner() {
        return owner().isPresent();
    }

    /** What the dashboard would put into the embed snippet. */
    String widgetAttributes() {
        WidgetConfig widget = owner().map(OwnerDomain::ownerId).map(widgets::of).orElse(WidgetConfig.DEMO);
        return attribute("colour", widget.colour())
                + attribute("position", widget.position())
                + attribute("locale", widget.locale());
    }

    private static String attribute(String name, @Nullable String value) {
        return value == null ? "" : " data-%s=\"%s\"".formatted(name, value);
    }

    private Optional<OwnerDomain> owner() {
        return owners.findByDomain(DemoDomain.DOMAIN);
    }
}
