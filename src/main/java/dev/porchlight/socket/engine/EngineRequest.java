package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An HTTP request that is well-formed Engine.IO: a handshake when it has no session id, else a poll, post or upgrade. */
record EngineRequest(
        Transport transport,
        EngineIOVersion version,
        @Nullable UUID sessionId,
        boolean isPost,
        Map<String, List<String>> parameters) {}
