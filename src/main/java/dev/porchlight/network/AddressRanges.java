package dev.porchlight.network;

import dev.porchlight.error.InvalidSettingException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A set of IP addresses, given as single ones and CIDR ranges such as {@code 10.0.0.0/8}. */
public final class AddressRanges {

    private final List<IpSubnetFilterRule> ranges;

    private AddressRanges(List<IpSubnetFilterRule> ranges) {
        this.ranges = ranges;
    }

    /**
     * @param setting the environment variable, named in the error
     * @throws InvalidSettingException if one is neither an address nor a range; host names are never resolved
     */
    public static AddressRanges parse(String setting, List<String> texts) {
        return new AddressRanges(texts.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> parse(setting, text))
                .toList());
    }

    public boolean contains(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(socket));
    }

    private static IpSubnetFilterRule parse(String setting, String text) {
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
                // Reported below.
            }
        }
        throw new InvalidSettingException(
                setting + " must be addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8, separated by commas.");
    }
}
