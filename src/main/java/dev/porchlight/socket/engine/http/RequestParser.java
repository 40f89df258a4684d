package dev.porchlight.socket.engine.http;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks and parses the heads of HTTP requests, before any byte of a body is kept. The library hangs, leaks or logs at ERROR
 * on most of those rejected here.
 */
public final class RequestParser {

    private static final String PATH = "/socket.io/";
    private static final Pattern SESSION_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int MAX_REQUEST_ID = 64;

    private RequestParser() {}

    /** Rejects what is neither a CORS preflight nor a request of Engine.IO. */
    public static void checkRoute(HttpRequest request) throws RequestRejectedException {
        Throwable malformed = request.decoderResult().cause();
        if (malformed != null) {
            throw reject(rejectionOf(malformed));
        }
        if (!PATH.equals(query(request).path())) {
            throw reject(HttpRejection.NOT_FOUND);
        }
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.POST) && !method.equals(HttpMethod.OPTIONS)) {
            throw reject(HttpRejection.METHOD_NOT_ALLOWED);
        }
        if (!method.equals(HttpMethod.POST) && hasBody(request)) {
            throw reject(HttpRejection.BAD_REQUEST);
        }
        if (expectsOther(request)) {
            throw reject(HttpRejection.EXPECTATION_FAILED);
        }
    }

    /** @param maxBytes what a body may have; one of unknown length must also be counted as it arrives */
    public static void checkLength(HttpRequest request, int maxBytes) throws RequestRejectedException {
        if (HttpUtil.getContentLength(request, 0L) > maxBytes) {
            throw reject(HttpRejection.TOO_LARGE);
        }
    }

    private static boolean hasBody(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** Anything but {@code 100-continue}, of a client that may expect at all. */
    private static boolean expectsOther(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.EXPECT)
                && request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
                && !HttpUtil.is100ContinueExpected(request);
    }

    public static EngineRequest parse(HttpRequest request) throws RequestRejectedException {
        Map<String, List<String>> parameters = query(request).parameters();
        Transport transport = transport(parameters);
        // JSONP runs foreign script; "disconnect" would let a GET, which any page can cause, end a session.
        if (parameters.containsKey("j") || parameters.containsKey("disconnect")) {
            throw reject(HttpRejection.BAD_REQUEST);
        }
        UUID sessionId = sessionId(parameters);
        EngineIOVersion version = version(parameters);
        boolean isPost = request.method().equals(HttpMethod.POST);
        if (isPost && (sessionId == null || transport == Transport.WEBSOCKET)) {
            throw reject(HttpRejection.BAD_HANDSHAKE_METHOD);
        }
        if (transport == Transport.WEBSOCKET) {
            checkWebSocket(request.headers());
        }
        return new EngineRequest(transport, version, sessionId, isPost, requestId(parameters), parameters);
    }

    private static @Nullable String requestId(Map<String, List<String>> parameters) {
        List<String> ids = parameters.getOrDefault("t", List.of());
        return ids.size() == 1 && ids.get(0).length() <= MAX_REQUEST_ID ? ids.get(0) : null;
    }

    private static void checkWebSocket(HttpHeaders headers) throws RequestRejectedException {
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                || headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1) {
            throw reject(HttpRejection.BAD_REQUEST);
        }
    }

    private static Transport transport(Map<String, List<String>> parameters) throws RequestRejectedException {
        String name = single(parameters, "transport", HttpRejection.UNKNOWN_TRANSPORT);
        if ("polling".equals(name)) {
            return Transport.POLLING;
        }
        if ("websocket".equals(name)) {
            return Transport.WEBSOCKET;
        }
        throw reject(HttpRejection.UNKNOWN_TRANSPORT);
    }

    private static EngineIOVersion version(Map<String, List<String>> parameters) throws RequestRejectedException {
        EngineIOVersion version =
                EngineIOVersion.fromValue(String.valueOf(single(parameters, "EIO", HttpRejection.UNSUPPORTED_VERSION)));
        if (version != EngineIOVersion.V3 && version != EngineIOVersion.V4) {
            throw reject(HttpRejection.UNSUPPORTED_VERSION);
        }
        return version;
    }

    private static @Nullable UUID sessionId(Map<String, List<String>> parameters) throws RequestRejectedException {
        String sid = single(parameters, "sid", HttpRejection.UNKNOWN_SESSION);
        if (sid == null) {
            return null;
        }
        if (!SESSION_ID.matcher(sid).matches()) {
            throw reject(HttpRejection.UNKNOWN_SESSION);
        }
        return UUID.fromString(sid);
    }

    private static @Nullable String single(Map<String, List<String>> parameters, String name, HttpRejection onMany)
            throws RequestRejectedException {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw reject(onMany);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static QueryStringDecoder query(HttpRequest request) throws RequestRejectedException {
        try {
            QueryStringDecoder query = new QueryStringDecoder(request.uri());
            query.path();
            query.parameters();
            return query;
        } catch (IllegalArgumentException malformedEscape) {
            throw reject(HttpRejection.BAD_REQUEST);
        }
    }

    private static HttpRejection rejectionOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpRejection.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? HttpRejection.HEADERS_TOO_LARGE
                : HttpRejection.BAD_REQUEST;
    }

    private static RequestRejectedException reject(HttpRejection rejection) {
        return new RequestRejectedException(rejection);
    }
}
