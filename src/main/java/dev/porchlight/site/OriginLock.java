package dev.porchlight.site;

import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Lets the chats of a locked site be opened on its own pages only, by the {@code Origin} header of the request. It stops
 * foreign pages, not foreign programs, which can send any header.
 */
@Component
@EnableConfigurationProperties(OriginSettings.class)
public final class OriginLock {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private final SiteService sites;
    private final @Nullable Origin ownPages;

    OriginLock(SiteService sites, OriginSettings settings) {
        this.sites = sites;
        this.ownPages = settings.ownPages().orElse(null);
    }

    /**
     * Requires that the page a guest's request comes from may show the site's chats.
     *
     * @param domain the site's, from a token or a chat
     * @throws RequestException {@code FORBIDDEN} for a foreign page
     */
    public void requireAllowed(ObjectId ownerId, String domain, RequestSource source) {
        if (source.origin() == null) {
            return;
        }
        Site site = sites.of(ownerId);
        if (site.locked() && !allows(site, domain, source.origin(), source.host())) {
            throw RequestException.forbidden("Chats of this website work on its own pages only.");
        }
    }

    private boolean allows(Site site, String domain, String header, @Nullable String requestedHost) {
        Optional<Origin> origin = Origin.ofHeader(header);
        if (origin.isEmpty()) {
            return false;
        }
        String host = origin.get().host();
        return host.equals(domain)
                || host.endsWith("." + domain)
                || LOOPBACK.contains(host)
                || origin.get().equals(ownPages)
                || requestedHost != null
                        && host.equalsIgnoreCase(PORT.matcher(requestedHost).replaceFirst(""))
                || site.allowedOrigins().contains(origin.get().value());
    }
}
