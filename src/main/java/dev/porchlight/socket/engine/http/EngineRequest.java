package dev.porchlight.socket.engine.http;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed Engine.IO request: a handshake if it has no session id, else a poll, a post or an upgrade.
 *
 * @param requestId {@code t}, which most clients make anew for each request; null if it is missing or long
 */
public record EngineRequest(
        Transport transport,
        EngineIOVersion version,
        @Nullable UUID sessionId,
        boolean isPost,
        @Nullable String requestId,
        Map<String, List<String>> parameters) {}
