package dev.porchlight.socket.engine.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/** Makes headers that are limited in number, since one of four bytes takes a hundred bytes of memory. */
public record FewHeaders(int max) implements HttpHeadersFactory {

    @Override
    public HttpHeaders newHeaders() {
        return new Headers(max);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
        return newHeaders();
    }

    private static final class Headers extends DefaultHttpHeaders {

        private final int max;

        Headers(int max) {
            this.max = max;
        }

        @Override
        public HttpHeaders add(String name, Object value) {
            checkRoom();
            return super.add(name, value);
        }

        @Override
        public HttpHeaders add(CharSequence name, Object value) {
            checkRoom();
            return super.add(name, value);
        }

        private void checkRoom() {
            if (size() >= max) {
                throw new TooLongHttpHeaderException("More than " + max + " headers");
            }
        }
    }
}
