package dev.porchlight.socket.engine.config;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import lombok.experimental.Accessors;

/** Why a session ended. A client whose WebSocket is still open receives it in the close frame. */
@Getter
@Accessors(fluent = true)
@RequiredArgsConstructor
public enum CloseReason {
    /** The client closed the session. */
    LEFT(WebSocketCloseStatus.NORMAL_CLOSURE, "goodbye"),
    /** Its TCP connection ended. */
    LOST(WebSocketCloseStatus.NORMAL_CLOSURE, "connection lost"),
    SILENT(WebSocketCloseStatus.POLICY_VIOLATION, "no heartbeat in time"),
    UNCONNECTED(WebSocketCloseStatus.POLICY_VIOLATION, "no CONNECT in time"),
    /** A slow consumer. */
    SLOW(WebSocketCloseStatus.POLICY_VIOLATION, "too slow"),
    VIOLATION(WebSocketCloseStatus.PROTOCOL_ERROR, "protocol violation"),
    /** The application closed the session. */
    ENDED(WebSocketCloseStatus.NORMAL_CLOSURE, "ended"),
    UNAUTHENTICATED(WebSocketCloseStatus.POLICY_VIOLATION, "not authenticated in time"),
    /** A listener of the application threw, or something else failed here, such as for want of memory. */
    FAILED(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "internal error"),
    RESTART(WebSocketCloseStatus.SERVICE_RESTART, "restart");

    private final WebSocketCloseStatus status;
    private final String text;
}
