package dev.porchlight.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The addresses that one client is usually given: a single one of IPv4, a /64 of IPv6. */
public record AddressBlock(boolean isIpv6, long bits) {

    public static AddressBlock of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        boolean isIpv6 = address instanceof Inet6Address;
        return new AddressBlock(isIpv6, isIpv6 ? bytes.getLong() : bytes.getInt());
    }
}
