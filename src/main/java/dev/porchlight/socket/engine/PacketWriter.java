package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Turns outgoing packets into text at once, in the sender's thread. A packet that waits in a queue is then immutable and
 * of known size, whoever else the sender shares it with.
 */
@RequiredArgsConstructor
final class PacketWriter {

    static final byte[] CLOSE = ascii("1");
    static final byte[] PING = ascii("2");
    static final byte[] PONG = ascii("3");
    static final byte[] NOOP = ascii("6");
    static final byte[] CONNECT_V3 = ascii("40");

    private final JsonSupport json;
    private final GuardSettings settings;

    byte[] open(UUID sessionId, Transport transport) {
        return write(
                "0",
                Map.of(
                        "sid", sessionId.toString(),
                        "upgrades", transport == Transport.POLLING ? List.of("websocket") : List.of(),
                        "pingInterval", settings.pingInterval().toMillis(),
                        "pingTimeout", settings.pingTimeout().toMillis(),
                        "maxPayload", settings.maxMessageBytes()));
    }

    /** Pages show and log the id they get here, so it is not the one that opens the session. */
    byte[] connectV4() {
        return write("40", Map.of("sid", UUID.randomUUID().toString()));
    }

    byte[] unknownNamespace(String namespace, EngineIOVersion version) {
        String message = "Invalid namespace";
        return write("44" + namespace + ",", version == EngineIOVersion.V4 ? Map.of("message", message) : message);
    }

    byte[] write(Packet packet) {
        if (packet.getType() != PacketType.MESSAGE || packet.getSubType() == null) {
            throw new IllegalArgumentException("Only messages can be sent, not " + packet.getType());
        }
        String ackId = packet.getAckId() == null ? "" : packet.getAckId().toString();
        switch (packet.getSubType()) {
            case DISCONNECT:
                return ascii("41");
            case EVENT:
                return write("42" + ackId, arguments(packet.getName(), packet.getData()));
            case ACK:
                return write("43" + ackId, arguments(null, packet.getData()));
            default:
                throw new IllegalArgumentException("Cannot send " + packet.getSubType());
        }
    }

    byte[] event(String name, Object data) {
        return write("42", List.of(name, data));
    }

    private static List<Object> arguments(@Nullable String event, @Nullable List<Object> data) {
        List<Object> arguments = new ArrayList<>();
        if (event != null) {
            arguments.add(event);
        }
        if (data != null) {
            arguments.addAll(data);
        }
        return arguments;
    }

    private byte[] write(String prefix, Object value) {
        // On the heap: there is nothing to release when writing fails half-way.
        ByteBuf text = Unpooled.buffer();
        ByteBufUtil.writeUtf8(text, prefix);
        try (ByteBufOutputStream out = new ByteBufOutputStream(text)) {
            json.writeValue(out, value);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
        if (!json.getArrays().isEmpty()) {
            throw new IllegalArgumentException("Binary data cannot be sent in events");
        }
        return ByteBufUtil.getBytes(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
