package dev.porchlight.socket.engine;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import lombok.experimental.Accessors;

/** Why a session ended. A client with a WebSocket that is still open is told in its close frame. */
@Getter(AccessLevel.PACKAGE)
@Accessors(fluent = true)
@RequiredArgsConstructor
public enum CloseReason {
    /** The client said goodbye. */
    LEFT(WebSocketCloseStatus.NORMAL_CLOSURE, "goodbye"),
    /** Its connection went away. */
    LOST(WebSocketCloseStatus.NORMAL_CLOSURE, "connection lost"),
    SILENT(WebSocketCloseStatus.POLICY_VIOLATION, "no heartbeat in time"),
    UNCONNECTED(WebSocketCloseStatus.POLICY_VIOLATION, "no CONNECT in time"),
    /** It took too little of what it was sent. */
    SLOW(WebSocketCloseStatus.POLICY_VIOLATION, "too slow"),
    /** It sent what clients do not send. */
    VIOLATION(WebSocketCloseStatus.PROTOCOL_ERROR, "protocol violation"),
    /** The application had enough of it. */
    ENDED(WebSocketCloseStatus.NORMAL_CLOSURE, "ended"),
    UNAUTHENTICATED(WebSocketCloseStatus.POLICY_VIOLATION, "not authenticated in time"),
    /** A listener of the application threw. */
    FAILED(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "internal error"),
    RESTART(WebSocketCloseStatus.SERVICE_RESTART, "restart");

    private final WebSocketCloseStatus status;
    private final String text;
}
