package dev.porchlight.web;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.coyote.http11.Http11NioProtocol;

/** Tomcat's own, within the bounds of a {@link BoundedEndpoint}. Tomcat makes it by its name. */
public final class BoundedHttpProtocol extends Http11NioProtocol {

    private final BoundedEndpoint endpoint;

    public BoundedHttpProtocol() {
        this(new BoundedEndpoint());
    }

    private BoundedHttpProtocol(BoundedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** @param limited which peers may have no more connections than these at a time */
    void limitConnections(Predicate<InetAddress> limited, int most) {
        endpoint.limitConnections(limited, most);
    }
}
