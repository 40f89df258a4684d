package dev.porchlight.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that count as one client: a single IPv4 address, or a /64 of IPv6, which is what a network is assigned. A
 * household gets a /56 of those, and a site a /48, so each of them has a limit of its own: see {@link #wider}.
 *
 * @param bits the IPv4 address, or the first bits of the IPv6 address, up to 64
 * @param prefix how many bits are given: 32 of IPv4; 64, 56 or 48 of IPv6
 */
public record AddressBlock(long bits, int prefix) {

    private static final int IPV4 = 32;
    private static final int NETWORK = 64;
    private static final int HOUSEHOLD = 56;
    private static final int SITE = 48;

    public static AddressBlock of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new AddressBlock(bytes.getLong(), NETWORK)
                : new AddressBlock(bytes.getInt(), IPV4);
    }

    public boolean isIpv6() {
        return prefix != IPV4;
    }

    /** The /56 that a /64 is part of, or the /48 that a /56 is; {@code null} for the others. */
    public @Nullable AddressBlock wider() {
        return switch (prefix) {
            case NETWORK -> firstBits(HOUSEHOLD);
            case HOUSEHOLD -> firstBits(SITE);
            default -> null;
        };
    }

    private AddressBlock firstBits(int count) {
        int others = NETWORK - count;
        return new AddressBlock(bits >> others << others, count);
    }

    /** How many times the limit of a single client all of it may have: 4 times for a /56, 16 times for a /48. */
    public int clients() {
        return switch (prefix) {
            case HOUSEHOLD -> 4;
            case SITE -> 16;
            default -> 1;
        };
    }
}
