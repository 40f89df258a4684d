package dev.porchlight.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A request with no body but the one that {@link BodyReader} has read, so that no handler can wait for its client. */
final class BodyRequest extends HttpServletRequestWrapper {

    private byte[] body = {};
    private @Nullable HttpStatus failure;

    BodyRequest(HttpServletRequest request) {
        super(request);
    }

    boolean hasBody() {
        return getContentLengthLong() > 0 || getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    /** The body as it comes, for {@link BodyReader} only. */
    ServletInputStream unreadBody() throws IOException {
        return super.getInputStream();
    }

    void setBody(byte[] body) {
        this.body = body;
    }

    /** Why the body could not be read. */
    @Nullable
    HttpStatus failure() {
        return failure;
    }

    void setFailure(HttpStatus failure) {
        this.failure = failure;
    }

    /** Hidden, since Spring would let Tomcat parse forms, past our limits; the header still has it. */
    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new BodyStream(new ByteArrayInputStream(body));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private static final class BodyStream extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        BodyStream(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body is read already.");
        }
    }
}
