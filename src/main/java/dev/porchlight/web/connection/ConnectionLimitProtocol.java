package dev.porchlight.web.connection;

import dev.porchlight.health.FileDescriptors;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.coyote.ContinueResponseTiming;
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
        // Once a request is judged: see ContinueValve.
        setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    }

    /**
     * @param isLimited which peers the limit holds for
     * @param maxPerAddress open connections that a limited address may have
     */
    public void limitConnections(
            Predicate<InetAddress> isLimited, int maxPerAddress, FileDescriptors descriptors, Rejections rejections) {
        endpoint.limitConnections(isLimited, maxPerAddress, descriptors, rejections);
    }
}
