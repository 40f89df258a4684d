package dev.porchlight.web;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 over a {@link ConnectionLimitEndpoint}. Public, since Tomcat instantiates it by its name. */
public final class ConnectionLimitProtocol extends Http11NioProtocol {

    private final ConnectionLimitEndpoint endpoint;

    public ConnectionLimitProtocol() {
        this(new ConnectionLimitEndpoint());
    }

    private ConnectionLimitProtocol(ConnectionLimitEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /**
     * @param isLimited which peers the limit holds for
     * @param maxPerAddress open connections that a limited address may have
     */
    void limitConnections(Predicate<InetAddress> isLimited, int maxPerAddress) {
        endpoint.limitConnections(isLimited, maxPerAddress);
    }
}
