package dev.porchlight.socket.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.socket.engine.packet.IncomingPacket.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "3",
                "40",
                "40{\"token\":\"x\"}",
                "40/other,",
                "40/other,{}",
                "41",
                "42[\"a\"]",
                "42123456789[\"a\",1]",
                "42/,[\"a\"]",
                "43123456789[]"
            })
    void valid_packets_are_parsed(String packet) {
        assertThatNoException().isThrownBy(() -> PacketParser.parse(packet, EngineIOVersion.V4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "5",
                "6",
                "7",
                "b4AAAA",
                "\u0000",
                "x",
                "2",
                "2probe",
                "3x",
                "1x",
                "4",
                "44",
                "45",
                "46",
                "47",
                "451-[\"a\",{\"_placeholder\":true,\"num\":0}]",
                "461-1[{\"_placeholder\":true,\"num\":0}]",
                "42",
                "42{}",
                "42[1]",
                "42[]",
                "42[\"a\"",
                "42x[\"a\"]",
                "421234567890[\"a\"]",
                "42-1[\"a\"]",
                "42/other,[\"a\"]",
                "43[]",
                "431234567890[]",
                "43x[]",
                "42[\"a\u001eb\"]",
                "40/a b,",
                "40/<script>,"
            })
    void invalid_packets_are_rejected(String packet) {
        assertThatExceptionOfType(ProtocolViolationException.class)
                .isThrownBy(() -> PacketParser.parse(packet, EngineIOVersion.V4));
    }

    @Test
    void ping_and_pong_are_valid_in_one_direction() throws ProtocolViolationException {
        assertThat(PacketParser.parse("2", EngineIOVersion.V3).kind()).isEqualTo(Kind.PING);
        assertThatExceptionOfType(ProtocolViolationException.class)
                .isThrownBy(() -> PacketParser.parse("3", EngineIOVersion.V3));
    }

    @Test
    void the_default_namespace_is_left_out() throws ProtocolViolationException {
        assertThat(PacketParser.parse("42/,7[\"a\"]", EngineIOVersion.V4).text())
                .isEqualTo("427[\"a\"]");
        assertThat(PacketParser.parse("40/other?a=b,{}", EngineIOVersion.V3).namespace())
                .isEqualTo("/other");
    }

    @Test
    void a_long_ack_id_is_rejected_quickly() {
        String packet = "42" + "7".repeat(300_000) + "[\"a\"]";

        Assertions.assertTimeout(
                Duration.ofMillis(500),
                () -> assertThatExceptionOfType(ProtocolViolationException.class)
                        .isThrownBy(() -> PacketParser.parse(packet, EngineIOVersion.V4)));
    }
}
