package dev.porchlight.owner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import lombok.RequiredArgsConstructor;

/** Past any proxy, with the name that the certificate must be for. */
@RequiredArgsConstructor
final class TlsConnector implements WellKnownFile.Connector {

    private final SSLSocketFactory tls;

    @Override
    public Socket connect(InetAddress address, String host, int port, Deadline deadline) throws IOException {
        Socket plain = new Socket(Proxy.NO_PROXY);
        try {
            deadline.watch(plain);
            plain.connect(new InetSocketAddress(address, port));
            SSLSocket secure = (SSLSocket) tls.createSocket(plain, host, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }
}
