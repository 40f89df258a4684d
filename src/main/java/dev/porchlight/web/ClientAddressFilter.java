package dev.porchlight.web;

import dev.porchlight.network.TrustedProxies;
import io.netty.util.NetUtil;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes a request's remote address the client's, and not that of the proxy between. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class ClientAddressFilter extends OncePerRequestFilter {

    private final TrustedProxies proxies;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> forwardedFor = Collections.list(request.getHeaders(TrustedProxies.HEADER));
        InetAddress peer = NetUtil.createInetAddressFromIpAddressString(request.getRemoteAddr());
        if (forwardedFor.isEmpty() || peer == null) {
            chain.doFilter(request, response);
        } else {
            chain.doFilter(new ClientRequest(request, proxies.clientOf(peer, forwardedFor)), response);
        }
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
