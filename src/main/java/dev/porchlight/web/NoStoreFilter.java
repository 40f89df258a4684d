package dev.porchlight.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps out of every cache what is for one owner, such as tokens, or for one moment: all answers below {@code /owner} and
 * {@code /actuator}, errors included.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoStoreFilter extends OncePerRequestFilter {

    static final String NO_STORE = "no-store";

    private static final List<String> PATHS = List.of("/owner", "/actuator");

    /** Tomcat has decoded and normalized the path. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return PATHS.stream().noneMatch(below -> path.equals(below) || path.startsWith(below + "/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        chain.doFilter(request, new NoStoreResponse(response));
    }

    /** Keeps the header when a handler resets its response to begin anew. */
    private static final class NoStoreResponse extends HttpServletResponseWrapper {

        NoStoreResponse(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void reset() {
            super.reset();
            setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }
}
