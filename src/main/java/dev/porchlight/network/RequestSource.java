package dev.porchlight.network;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param address the client's, as {@link TrustedProxies} resolves it
 * @param forwarded whether the request has a forwarding header, trusted or not
 * @param origin the header {@code Origin}; {@code null} if there is none, as from programs other than browsers
 * @param host the header {@code Host}, perhaps with a port
 */
public record RequestSource(
        InetAddress address,
        boolean forwarded,
        @Nullable String origin,
        @Nullable String host) {}
