package dev.porchlight.socket.guard;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;

/** Says whose address a request comes from, which behind a proxy is not the peer's. */
@FunctionalInterface
public interface ClientAddressResolver {

    /** @param peer who is connected to us */
    InetAddress resolve(InetAddress peer, HttpHeaders headers);
}
