package dev.porchlight.site.domain;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** Addresses on the Internet, as opposed to this machine and its networks, which strangers must not reach through us. */
final class PublicAddresses {

    /** IANA IPv4 special-purpose address registry. */
    private static final List<IpSubnetFilterRule> SPECIAL_IPV4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** Global unicast; local, mapped and translated addresses are outside of it. */
    private static final List<IpSubnetFilterRule> GLOBAL_IPV6 = ranges("2000::/3");

    /** Within it: tunnels, which may end at any IPv4 address, and reserved ranges. */
    private static final List<IpSubnetFilterRule> SPECIAL_IPV6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        return address instanceof Inet4Address
                ? !within(SPECIAL_IPV4, address)
                : within(GLOBAL_IPV6, address) && !within(SPECIAL_IPV6, address);
    }

    private static boolean within(List<IpSubnetFilterRule> ranges, InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(socket));
    }

    private static List<IpSubnetFilterRule> ranges(String... ranges) {
        return Stream.of(ranges)
                .map(range -> range.split("/"))
                .map(parts -> new IpSubnetFilterRule(parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.ACCEPT))
                .toList();
    }
}
