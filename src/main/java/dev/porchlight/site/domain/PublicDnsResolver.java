package dev.porchlight.site.domain;

import java.net.InetAddress;
import java.net.UnknownHostException;
import lombok.RequiredArgsConstructor;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names whose addresses are all on the Internet, and no others. HttpClient asks once per request, also for
 * literal addresses, and connects to the addresses returned: a name cannot resolve to another address after the check.
 */
@RequiredArgsConstructor
final class PublicDnsResolver implements DnsResolver {

    private final Lookup lookup;

    interface Lookup {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookup.resolve(host);
        for (InetAddress address : addresses) {
            if (!PublicAddresses.contain(address)) {
                throw new UnknownHostException("Not an address on the Internet");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
