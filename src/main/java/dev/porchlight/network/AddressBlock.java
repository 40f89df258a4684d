package dev.porchlight.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The addresses that count as one client: a single IPv4 address, or a /64 of IPv6, which is what a client is assigned.
 *
 * @param bits the IPv4 address, or the first 64 bits of the IPv6 address
 */
public record AddressBlock(boolean isIpv6, long bits) {

    public static AddressBlock of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        boolean isIpv6 = address instanceof Inet6Address;
        return new AddressBlock(isIpv6, isIpv6 ? bytes.getLong() : bytes.getInt());
    }
}
