package dev.porchlight.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rejects bodies over 64 KB, by Content-Length or while they are read, and bodies that take more than 10 seconds:
 * Tomcat's own timeout is for each read, so a slow client would hold one of its few threads.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class BodyLimitFilter extends OncePerRequestFilter {

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final JsonMapper json;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > HttpErrors.MAX_BODY_BYTES) {
            HttpErrors.write(response, HttpErrors.bodyTooLarge(), json);
        } else {
            chain.doFilter(new LimitedRequest(request), response);
        }
    }

    /** Reaches {@link RestExceptionHandler} as the cause of what Spring's message converters throw. */
    static final class BodyTooLargeException extends IOException {}

    /** Reaches it likewise. */
    static final class BodyTimeoutException extends IOException {}

    private static final class LimitedRequest extends HttpServletRequestWrapper {

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        /** Hidden, since Spring would let Tomcat parse forms, past these limits; the header still has it. */
        @Override
        public @Nullable String getContentType() {
            return null;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream());
        }
    }

    @RequiredArgsConstructor
    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final long startNanos = System.nanoTime();
        private int bytesRead;

        @Override
        public int read() throws IOException {
            int next = body.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = body.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            bytesRead += read;
            if (bytesRead > HttpErrors.MAX_BODY_BYTES) {
                throw new BodyTooLargeException();
            }
            if (System.nanoTime() - startNanos > MAX_NANOS) {
                throw new BodyTimeoutException();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
