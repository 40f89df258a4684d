package dev.porchlight.socket.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCodecTest {

    private static final List<String> TEXTS = List.of("42[\"ä\"]", "42[\"\uD83D\uDC4B\uD83C\uDFFD 你好\"]", "2");
    private final PayloadCodec codec = new PayloadCodec(100, 1000);

    @Test
    void protocol_3_lengths_count_UTF_16_code_units() throws ProtocolViolationException {
        String payload = "7:42[\"ä\"]13:42[\"\uD83D\uDC4B\uD83C\uDFFD 你好\"]1:2";

        assertThat(text(PayloadCodec.encode(bytes(TEXTS), EngineIOVersion.V3))).isEqualTo(payload);
        assertThat(codec.decode(body(payload), EngineIOVersion.V3)).isEqualTo(TEXTS);
    }

    @ParameterizedTest
    @EnumSource(names = {"V3", "V4"})
    void decode_reverses_encode(EngineIOVersion version) throws ProtocolViolationException {
        assertThat(codec.decode(body(text(PayloadCodec.encode(bytes(TEXTS), version))), version))
                .isEqualTo(TEXTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "x", "1", "-1:x", "5:abc", "99999999:abc", "3:abcx", "3:abc4", "99999999999999999999:a"
            })
    void malformed_lengths_are_rejected(String payload) {
        assertThatExceptionOfType(ProtocolViolationException.class)
                .isThrownBy(() -> codec.decode(body(payload), EngineIOVersion.V3));
    }

    @ParameterizedTest
    @MethodSource
    void packet_count_and_size_are_limited(String payload) {
        assertThatExceptionOfType(ProtocolViolationException.class)
                .isThrownBy(() -> codec.decode(body(payload), EngineIOVersion.V4));
    }

    static Stream<String> packet_count_and_size_are_limited() {
        String tooMany = String.join("\u001e", Collections.nCopies(101, "3"));
        String tooLong = "3" + "ä".repeat(500);
        return Stream.of(tooMany, tooLong);
    }

    @ParameterizedTest
    @EnumSource(names = {"V3", "V4"})
    void binary_payloads_are_rejected(EngineIOVersion version) {
        ByteBuf binary = Unpooled.wrappedBuffer(new byte[] {0, 2, (byte) 0xff, '4', '0'});

        assertThatExceptionOfType(ProtocolViolationException.class).isThrownBy(() -> codec.decode(binary, version));
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuf body(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
