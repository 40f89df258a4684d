package dev.porchlight.socket.engine.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Why a request is rejected, with the error codes of Engine.IO that official clients understand. */
public enum HttpRejection {
    UNKNOWN_TRANSPORT(HttpResponseStatus.BAD_REQUEST, 0, "Transport unknown"),
    UNKNOWN_SESSION(HttpResponseStatus.BAD_REQUEST, 1, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(HttpResponseStatus.BAD_REQUEST, 2, "Bad handshake method"),
    BAD_REQUEST(HttpResponseStatus.BAD_REQUEST, 3, "Bad request"),
    UNSUPPORTED_VERSION(HttpResponseStatus.BAD_REQUEST, 5, "Unsupported protocol version"),
    NOT_FOUND(HttpResponseStatus.NOT_FOUND, 3, "Nothing here: Socket.IO clients connect to /socket.io/"),
    METHOD_NOT_ALLOWED(HttpResponseStatus.METHOD_NOT_ALLOWED, 3, "Only GET, POST and OPTIONS are served"),
    TOO_LARGE(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, 3, "Payload too large"),
    EXPECTATION_FAILED(HttpResponseStatus.EXPECTATION_FAILED, 3, "Only 100-continue may be expected"),
    TOO_MANY_CONNECTIONS(HttpResponseStatus.TOO_MANY_REQUESTS, 4, "Too many connections from your address"),
    FULL(HttpResponseStatus.SERVICE_UNAVAILABLE, 4, "Too many connections"),
    RESTARTING(HttpResponseStatus.SERVICE_UNAVAILABLE, 4, "The server is about to restart"),
    URI_TOO_LONG(HttpResponseStatus.REQUEST_URI_TOO_LONG, 3, "Request line too long"),
    HEADERS_TOO_LARGE(
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, 3, "The headers are too large; mostly cookies are");

    private final HttpResponseStatus status;
    private final byte[] body;

    HttpRejection(HttpResponseStatus status, int code, String message) {
        this.status = status;
        this.body = ("{\"code\":" + code + ",\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    HttpResponseStatus status() {
        return status;
    }

    byte[] body() {
        return body;
    }
}
