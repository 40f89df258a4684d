package dev.porchlight.network;

import dev.porchlight.error.InvalidSettingException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The reverse proxies that may say whom they speak for. */
@Slf4j
@Component
@EnableConfigurationProperties(NetworkSettings.class)
public final class TrustedProxies {

    public static final String HEADER = "X-Forwarded-For";

    /** Some proxies append the port, as {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[(?<six>[^\\]]*)\\](:\\d+)?|(?<four>[^:]*):\\d+");

    private final List<IpSubnetFilterRule> proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    TrustedProxies(NetworkSettings settings) {
        proxies = settings.trustedProxies().stream()
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(TrustedProxies::range)
                .toList();
    }

    /**
     * Who really asks. Each proxy appends the address it was asked from, so the last one that is not a trusted proxy's is
     * the client's; what stands before it anybody may have made up.
     *
     * @param peer who is connected to us
     * @param forwardedFor the values of every {@link #HEADER} of the request, in order
     */
    public InetAddress clientOf(InetAddress peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty()) {
            return peer;
        }
        if (!isTrusted(peer)) {
            if (warned.compareAndSet(false, true)) {
                log.warn(
                        "A request says by {} whom it comes from, and is not believed. If your proxy sent it, put the"
                                + " proxy's address into PORCHLIGHT_TRUSTED_PROXIES. (This is said once.)",
                        HEADER);
            }
            return peer;
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .toList();
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            InetAddress hop = address(hops.get(i).strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return proxies.stream().anyMatch(proxy -> proxy.matches(socket));
    }

    private static @Nullable InetAddress address(String text) {
        Matcher withPort = WITH_PORT.matcher(text);
        String address = text;
        if (withPort.matches()) {
            address = withPort.group("six") != null ? withPort.group("six") : withPort.group("four");
        }
        return NetUtil.createInetAddressFromIpAddressString(address);
    }

    private static IpSubnetFilterRule range(String text) {
        String[] parts = text.split("/", 2);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
        if (address != null) {
            int bits = address.getAddress().length * Byte.SIZE;
            try {
                int prefix = parts.length > 1 ? Integer.parseInt(parts[1]) : bits;
                if (prefix >= 0 && prefix <= bits) {
                    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
        }
        throw new InvalidSettingException("PORCHLIGHT_TRUSTED_PROXIES must be addresses such as 127.0.0.1 or ranges"
                + " such as 10.0.0.0/8, parted by commas.");
    }
}
