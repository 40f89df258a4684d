package dev.porchlight.web;

import dev.porchlight.web.connection.Rejections;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Rejects bodies over 64 KB by their Content-Length, and leaves reading the others to {@link BodyReader}. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class BodyLimitFilter extends OncePerRequestFilter {

    private final JsonMapper json;
    private final Rejections rejections;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > HttpErrors.MAX_BODY_BYTES) {
            rejections.count("large body");
            HttpErrors.write(response, HttpErrors.bodyTooLarge(), json);
        } else {
            chain.doFilter(new BodyRequest(request), response);
        }
    }
}
