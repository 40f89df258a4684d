package dev.porchlight.site.domain;

import dev.porchlight.validation.Domain;
import java.io.IOException;
import java.util.Collections;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import lombok.RequiredArgsConstructor;

/** A TXT record in the domain's DNS, which may have others. */
@RequiredArgsConstructor
final class TxtRecord implements VerificationMethod {

    static final String METHOD = "dns";

    private static final String TXT = "TXT";

    /** The name servers as a JNDI URL, such as {@code dns://127.0.0.1:53}. */
    private final String servers;

    static String name(Domain domain) {
        return "_porchlight-challenge." + domain.value();
    }

    static String text(String challenge) {
        return "porchlight=" + challenge;
    }

    @Override
    @SuppressWarnings("BanJNDI") // Of DNS, which returns text only.
    public boolean findChallenge(Domain domain, String challenge) throws IOException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", "1000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        try {
            DirContext dns = new InitialDirContext(environment);
            try {
                Attribute records = dns.getAttributes(name(domain) + ".", new String[] {TXT})
                        .get(TXT);
                return records != null
                        && Collections.list(records.getAll()).stream()
                                .map(text -> text.toString().replace("\"", ""))
                                .anyMatch(text(challenge)::equals);
            } finally {
                dns.close();
            }
        } catch (NamingException e) {
            throw new IOException(e);
        }
    }
}
