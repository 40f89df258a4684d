package dev.porchlight.network;

import java.net.InetAddress;
import java.util.regex.Pattern;
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
        @Nullable String host) {

    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])\\.?(:\\d*)?", Pattern.CASE_INSENSITIVE);

    /** Whether the address that a browser was given is {@code localhost}, or a loopback one. */
    public boolean hasLoopbackHost() {
        return host != null && LOOPBACK_HOST.matcher(host).matches();
    }
}
