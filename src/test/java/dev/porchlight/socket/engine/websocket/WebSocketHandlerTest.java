package dev.porchlight.socket.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.config.CloseReason;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Why a session ends on an exception. */
class WebSocketHandlerTest {

    @Test
    void what_fails_here_is_no_violation_of_the_client() {
        OutOfMemoryError outOfMemory = new OutOfMemoryError("direct");

        assertThat(WebSocketHandler.reasonOf(outOfMemory)).isEqualTo(CloseReason.INTERNAL_ERROR);
        assertThat(WebSocketHandler.reasonOf(new EncoderException(outOfMemory))).isEqualTo(CloseReason.INTERNAL_ERROR);
        assertThat(WebSocketHandler.reasonOf(new DecoderException(outOfMemory))).isEqualTo(CloseReason.INTERNAL_ERROR);
        assertThat(WebSocketHandler.reasonOf(new IllegalStateException())).isEqualTo(CloseReason.INTERNAL_ERROR);
    }

    @Test
    void a_frame_against_the_rules_is_one() {
        assertThat(WebSocketHandler.reasonOf(new TooLongFrameException())).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
        assertThat(WebSocketHandler.reasonOf(new CorruptedWebSocketFrameException()))
                .isEqualTo(CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void a_lost_connection_is_none() {
        assertThat(WebSocketHandler.reasonOf(new IOException())).isEqualTo(CloseReason.CONNECTION_LOST);
    }
}
