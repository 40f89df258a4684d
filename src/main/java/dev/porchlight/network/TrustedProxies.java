package dev.porchlight.network;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The reverse proxies whose {@code X-Forwarded-For} is trusted. */
@Slf4j
@Component
@EnableConfigurationProperties(NetworkSettings.class)
public final class TrustedProxies {

    public static final String HEADER = "X-Forwarded-For";

    /** RFC 7239. Its value is not read, but its presence shows that a proxy forwarded the request. */
    private static final String STANDARD_HEADER = "Forwarded";

    /** Some proxies append the port: {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[(?<six>[^\\]]*)\\](:\\d+)?|(?<four>[^:]*):\\d+");

    private final AddressRanges proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    TrustedProxies(NetworkSettings settings) {
        proxies = AddressRanges.parse("PORCHLIGHT_TRUSTED_PROXIES", settings.trustedProxies());
    }

    /**
     * Resolves the client's address. Each proxy appends the address it was connected from, so the last address that is not
     * a trusted proxy's is the client's; the client may have forged those before it. Logs a warning once, the first time
     * that a peer that is not trusted sends the header.
     *
     * @param peer the address connected to us
     * @param forwardedFor the values of every {@link #HEADER} of the request, in order
     * @return the peer if it is not trusted, or names no address
     */
    public InetAddress clientOf(InetAddress peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty()) {
            return peer;
        }
        if (!isTrusted(peer)) {
            if (warned.compareAndSet(false, true)) {
                log.warn(
                        "A request has {}, which is ignored since its peer is no trusted proxy. If your proxy sent it, put the"
                                + " proxy's address into PORCHLIGHT_TRUSTED_PROXIES: until then all its clients share the limits"
                                + " of one address. (This is logged once.)",
                        HEADER);
            }
            return peer;
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .toList();
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            InetAddress hop = parse(hops.get(i).strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    public boolean isTrusted(InetAddress peer) {
        return proxies.contains(peer);
    }

    /** Whether a request has a forwarding header, trusted or not. */
    public static boolean isForwarded(Predicate<String> hasHeader) {
        return hasHeader.test(HEADER) || hasHeader.test(STANDARD_HEADER);
    }

    private static @Nullable InetAddress parse(String text) {
        Matcher withPort = WITH_PORT.matcher(text);
        String address = text;
        if (withPort.matches()) {
            address = withPort.group("six") != null ? withPort.group("six") : withPort.group("four");
        }
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
