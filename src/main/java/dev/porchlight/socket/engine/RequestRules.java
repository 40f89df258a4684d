package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which HTTP requests may pass. The library hangs, leaks or logs at ERROR on most of the others. */
final class RequestRules {

    private static final String PATH = "/socket.io/";
    private static final Pattern SESSION_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private RequestRules() {}

    /** Lets preflights and Engine.IO requests pass as far as that can be judged without knowing any session. */
    static void checkRoute(FullHttpRequest request) throws RequestRefusedException {
        Throwable malformed = request.decoderResult().cause();
        if (malformed != null) {
            throw refuse(whyMalformed(malformed));
        }
        if (!PATH.equals(query(request).path())) {
            throw refuse(Refusal.NOT_FOUND);
        }
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.POST) && !method.equals(HttpMethod.OPTIONS)) {
            throw refuse(Refusal.METHOD_NOT_ALLOWED);
        }
    }

    static EngineRequest parse(FullHttpRequest request) throws RequestRefusedException {
        Map<String, List<String>> parameters = query(request).parameters();
        Transport transport = transport(parameters);
        // JSONP runs foreign script and leaks in the library; "disconnect" would end any session by a mere GET.
        if (parameters.containsKey("j") || parameters.containsKey("disconnect")) {
            throw refuse(Refusal.BAD_REQUEST);
        }
        UUID sessionId = sessionId(parameters);
        EngineIOVersion version = version(parameters);
        boolean isPost = request.method().equals(HttpMethod.POST);
        if (isPost && (sessionId == null || transport == Transport.WEBSOCKET)) {
            throw refuse(Refusal.BAD_HANDSHAKE_METHOD);
        }
        if (transport == Transport.WEBSOCKET) {
            checkWebSocket(request.headers());
        }
        return new EngineRequest(transport, version, sessionId, isPost, parameters);
    }

    private static void checkWebSocket(HttpHeaders headers) throws RequestRefusedException {
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                || headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1) {
            throw refuse(Refusal.BAD_REQUEST);
        }
    }

    private static Transport transport(Map<String, List<String>> parameters) throws RequestRefusedException {
        String name = single(parameters, "transport", Refusal.UNKNOWN_TRANSPORT);
        if ("polling".equals(name)) {
            return Transport.POLLING;
        }
        if ("websocket".equals(name)) {
            return Transport.WEBSOCKET;
        }
        throw refuse(Refusal.UNKNOWN_TRANSPORT);
    }

    private static EngineIOVersion version(Map<String, List<String>> parameters) throws RequestRefusedException {
        EngineIOVersion version =
                EngineIOVersion.fromValue(String.valueOf(single(parameters, "EIO", Refusal.UNSUPPORTED_VERSION)));
        if (version != EngineIOVersion.V3 && version != EngineIOVersion.V4) {
            throw refuse(Refusal.UNSUPPORTED_VERSION);
        }
        return version;
    }

    private static @Nullable UUID sessionId(Map<String, List<String>> parameters) throws RequestRefusedException {
        String sid = single(parameters, "sid", Refusal.UNKNOWN_SESSION);
        if (sid == null) {
            return null;
        }
        if (!SESSION_ID.matcher(sid).matches()) {
            throw refuse(Refusal.UNKNOWN_SESSION);
        }
        return UUID.fromString(sid);
    }

    private static @Nullable String single(Map<String, List<String>> parameters, String name, Refusal onMany)
            throws RequestRefusedException {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw refuse(onMany);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static QueryStringDecoder query(FullHttpRequest request) throws RequestRefusedException {
        try {
            QueryStringDecoder query = new QueryStringDecoder(request.uri());
            query.path();
            query.parameters();
            return query;
        } catch (IllegalArgumentException malformedEscape) {
            throw refuse(Refusal.BAD_REQUEST);
        }
    }

    private static Refusal whyMalformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Refusal.HEADERS_TOO_LARGE : Refusal.BAD_REQUEST;
    }

    private static RequestRefusedException refuse(Refusal refusal) {
        return new RequestRefusedException(refusal);
    }
}
