package dev.porchlight.owner;

import dev.porchlight.error.InvalidSettingException;
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
 * Keeps the guests of a locked website to its own pages, by what their browsers say of the page. It stops foreign pages,
 * not foreign programs: those may say what they like.
 */
@Component
@EnableConfigurationProperties(OriginSettings.class)
public final class OriginLock {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private final OwnerService owners;
    private final @Nullable Origin ownPages;

    OriginLock(OwnerService owners, OriginSettings settings) {
        this.owners = owners;
        this.ownPages = settings.publicUrl().isBlank()
                ? null
                : Origin.ofUrl(settings.publicUrl().strip())
                        .orElseThrow(() -> new InvalidSettingException(
                                "PORCHLIGHT_PUBLIC_URL must be an address such as https://chat.example.com."));
    }

    /**
     * Lets a guest of a website through whose page may host its chats.
     *
     * @param domain the website's, as a token or a chat names it
     * @throws RequestException {@code FORBIDDEN} for a foreign page
     */
    public void check(ObjectId ownerId, String domain, RequestSource source) {
        if (source.origin() == null) {
            return;
        }
        Site site = owners.site(ownerId);
        if (site.locked() && !admits(site, domain, source.origin(), source.host())) {
            throw RequestException.forbidden("Chats of this website work on its own pages only.");
        }
    }

    private boolean admits(Site site, String domain, String header, @Nullable String asked) {
        Optional<Origin> origin = Origin.ofHeader(header);
        if (origin.isEmpty()) {
            return false;
        }
        String host = origin.get().host();
        return host.equals(domain)
                || host.endsWith("." + domain)
                || LOOPBACK.contains(host)
                || origin.get().equals(ownPages)
                || asked != null && host.equalsIgnoreCase(PORT.matcher(asked).replaceFirst(""))
                || site.allowedOrigins().contains(origin.get().value());
    }
}
