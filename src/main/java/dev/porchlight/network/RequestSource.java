package dev.porchlight.network;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param address the client's, see {@link TrustedProxies}
 * @param forwarded whether the request says that somebody handed it on, believed or not
 * @param origin of the page that asks, as its browser says; {@code null} if no browser does
 * @param host the name under which we were asked, perhaps with a port
 */
public record RequestSource(
        InetAddress address,
        boolean forwarded,
        @Nullable String origin,
        @Nullable String host) {}
