package dev.porchlight.web;

import dev.porchlight.network.RequestSource;
import dev.porchlight.network.TrustedProxies;
import io.netty.util.NetUtil;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Replaces a request's remote address by the client's if a trusted proxy forwards it, and sets its {@link RequestSource}.
 * Ours rather than Tomcat's RemoteIpValve, since sockets must resolve addresses the same way.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class ClientAddressFilter extends OncePerRequestFilter {

    /** The attribute of a request that holds its {@link RequestSource}. */
    static final String SOURCE = RequestSource.class.getName();

    /** In place of an address that cannot be parsed; Tomcat never gives one. */
    private static final InetAddress UNKNOWN = new InetSocketAddress(0).getAddress();

    private final TrustedProxies proxies;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> forwardedFor = Collections.list(request.getHeaders(TrustedProxies.HEADER));
        InetAddress peer = NetUtil.createInetAddressFromIpAddressString(request.getRemoteAddr());
        InetAddress client = peer == null ? UNKNOWN : proxies.clientOf(peer, forwardedFor);
        request.setAttribute(SOURCE, source(request, client));
        chain.doFilter(client.equals(peer) ? request : new ClientRequest(request, client), response);
    }

    private static RequestSource source(HttpServletRequest request, InetAddress client) {
        return new RequestSource(
                client,
                TrustedProxies.isForwarded(name -> request.getHeader(name) != null),
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.HOST));
    }

    private static final class ClientRequest extends HttpServletRequestWrapper {

        private final String address;

        ClientRequest(HttpServletRequest request, InetAddress client) {
            super(request);
            this.address = client.getHostAddress();
        }

        @Override
        public String getRemoteAddr() {
            return address;
        }

        @Override
        public String getRemoteHost() {
            return address;
        }
    }
}
