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
    CLIENT_DISCONNECT("left", WebSocketCloseStatus.NORMAL_CLOSURE, "goodbye"),
    CONNECTION_LOST("lost", WebSocketCloseStatus.NORMAL_CLOSURE, "connection lost"),
    HEARTBEAT_TIMEOUT("silent", WebSocketCloseStatus.POLICY_VIOLATION, "no heartbeat in time"),
    CONNECT_TIMEOUT("unconnected", WebSocketCloseStatus.POLICY_VIOLATION, "no CONNECT in time"),
    /** A slow consumer, or a client that takes too long to send a message. */
    TOO_SLOW("slow", WebSocketCloseStatus.POLICY_VIOLATION, "too slow"),
    PROTOCOL_VIOLATION("violation", WebSocketCloseStatus.PROTOCOL_ERROR, "protocol violation"),
    MESSAGE_TOO_LARGE("violation", WebSocketCloseStatus.MESSAGE_TOO_BIG, "message too large"),
    INVALID_TEXT("violation", WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "text that is not UTF-8"),
    SERVER_DISCONNECT("ended", WebSocketCloseStatus.NORMAL_CLOSURE, "ended"),
    AUTHENTICATION_TIMEOUT("unauthenticated", WebSocketCloseStatus.POLICY_VIOLATION, "not authenticated in time"),
    /** A listener of the application threw, or something else failed here, such as for want of memory. */
    INTERNAL_ERROR("failed", WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "internal error"),
    RESTART("restart", WebSocketCloseStatus.SERVICE_RESTART, "restart");

    /** The documented name in meters, which outlives the names here. */
    private final String meterTag;

    private final WebSocketCloseStatus status;
    private final String text;
}
