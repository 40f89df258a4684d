package dev.porchlight.site.domain;

import dev.porchlight.testing.Certificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/** Connects to a server on this machine, which stands for every public address. */
class RedirectedSocket extends Socket {

    private final SocketAddress server;

    RedirectedSocket(SocketAddress server) {
        super(Proxy.NO_PROXY);
        this.server = server;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        connectionTo((InetSocketAddress) endpoint);
        super.connect(server, timeoutMillis);
    }

    /** Called before the socket connects to the server instead. */
    void connectionTo(InetSocketAddress endpoint) throws IOException {}

    /** TLS as in the product, but with a trust store of its own. */
    static TlsSocketStrategy tls(Certificate certificate) {
        return new DefaultClientTlsStrategy(certificate.tls(), HostnameVerificationPolicy.BUILTIN, null);
    }

    /** The same for servers whose names resolve here and whose certificate says {@code localhost}. */
    static TlsSocketStrategy tlsAsLocalhost(Certificate certificate) {
        TlsSocketStrategy tls = tls(certificate);
        return (socket, host, port, attachment, context) -> tls.upgrade(socket, "localhost", port, attachment, context);
    }
}
