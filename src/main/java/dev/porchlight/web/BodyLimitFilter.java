package dev.porchlight.web;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
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
 * Refuses bodies over 64 KB, by their announced length or where one without grows past it, and those that take too long:
 * Tomcat's own time-out is for each read, and its threads are few.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class BodyLimitFilter extends OncePerRequestFilter {

    private static final int MAX_BYTES = 64 * 1024;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final JsonMapper json;

    static RequestException tooLarge() {
        return RequestException.tooLarge("The body is larger than " + MAX_BYTES + " bytes.");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MAX_BYTES) {
            Envelopes.write(response, Envelope.error(tooLarge()), json);
        } else {
            chain.doFilter(new LimitedRequest(request), response);
        }
    }

    /** Travels through Spring's readers as the cause of what they throw. */
    static final class BodyTooLargeException extends IOException {}

    /** Likewise. */
    static final class BodyTooLateException extends IOException {}

    private static final class LimitedRequest extends HttpServletRequestWrapper {

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        /** Said in the header only: asked here, Spring would have Tomcat read forms, past these bounds. */
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
        private final long begun = System.nanoTime();
        private int bytes;

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
            bytes += read;
            if (bytes > MAX_BYTES) {
                throw new BodyTooLargeException();
            }
            if (System.nanoTime() - begun > MAX_NANOS) {
                throw new BodyTooLateException();
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
