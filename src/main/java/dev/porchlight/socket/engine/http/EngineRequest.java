package dev.porchlight.socket.engine.http;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A well-formed Engine.IO request: a handshake if it has no session id, else a poll, a post or an upgrade. */
public record EngineRequest(
        Transport transport,
        EngineIOVersion version,
        @Nullable UUID sessionId,
        boolean isPost,
        Map<String, List<String>> parameters) {}
