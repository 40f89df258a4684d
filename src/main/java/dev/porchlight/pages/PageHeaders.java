package dev.porchlight.pages;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Security headers: a page may load only what it needs, any other response nothing. */
@Component
@RequiredArgsConstructor
class PageHeaders extends OncePerRequestFilter {

    private final PublicSocketUrl socketUrl;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (isForWebsites(request.getServletPath())) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        }
        chain.doFilter(request, response);
    }

    /**
     * What websites of any origin load. It has the same headers whoever asks: Spring's CORS would leave them out for a request
     * without an origin, whose answer a shared cache may keep for all.
     */
    static boolean isForWebsites(String path) {
        return path.equals("/widget.js") || path.startsWith("/assets/");
    }

    /** The Content-Security-Policy of a page. */
    String contentSecurityPolicy(HttpServletRequest request) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "manifest-src 'self'; connect-src 'self' "
                + socketUrl.origins(request.getServerName(), request.isSecure())
                + "; base-uri 'none'; form-action 'none'; frame-src 'self'; frame-ancestors 'self'";
    }
}
