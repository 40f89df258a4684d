package dev.porchlight.pages;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells browsers what our answers may do: pages only what they need, everything else nothing at all. */
@Component
@RequiredArgsConstructor
class PageHeaders extends OncePerRequestFilter {

    private final PublicSockets sockets;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        chain.doFilter(request, response);
    }

    /** What a page of ours may do. */
    String policy(HttpServletRequest request) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "manifest-src 'self'; connect-src 'self' "
                + sockets.webSocket(request.getServerName(), request.isSecure())
                + "; base-uri 'none'; form-action 'none'; frame-src 'self'; frame-ancestors 'self'";
    }
}
