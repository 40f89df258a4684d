package dev.porchlight.socket.engine.packet;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import dev.porchlight.socket.engine.config.EngineSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
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
 * Encodes outgoing packets on the sender's thread, so that a queued packet is immutable and of known size, also when it is
 * sent to several clients.
 */
@RequiredArgsConstructor
public final class PacketWriter {

    public static final byte[] CLOSE = ascii("1");
    public static final byte[] PING = ascii("2");
    public static final byte[] PONG = ascii("3");
    public static final byte[] NOOP = ascii("6");
    public static final byte[] CONNECT_V3 = ascii("40");

    private static final int BUFFER_BYTES = 1024;
    private static final int MAX_KEPT_BYTES = 16 * 1024;

    /** On the heap: nothing to release if the JSON support throws. */
    private static final FastThreadLocal<ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.buffer(BUFFER_BYTES);
        }
    };

    private final JsonSupport json;
    private final EngineSettings settings;

    public byte[] open(UUID sessionId, Transport transport) {
        return write(
                "0",
                Map.of(
                        "sid", sessionId.toString(),
                        "upgrades", transport == Transport.POLLING ? List.of("websocket") : List.of(),
                        "pingInterval", settings.pingInterval().toMillis(),
                        "pingTimeout", settings.pingTimeout().toMillis(),
                        "maxPayload", settings.maxMessageBytes()));
    }

    /** Pages show and log this id, so it must not be the Engine.IO session id, which is a secret. */
    public byte[] connectV4() {
        return write("40", Map.of("sid", UUID.randomUUID().toString()));
    }

    public byte[] connectError(String namespace, EngineIOVersion version) {
        String message = "Invalid namespace";
        return write("44" + namespace + ",", version == EngineIOVersion.V4 ? Map.of("message", message) : message);
    }

    /**
     * @throws IllegalArgumentException if it is not an event, an ack or a DISCONNECT, or has binary data
     * @throws UncheckedIOException if its data is not writable as JSON
     */
    public byte[] write(Packet packet) {
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

    public byte[] event(String name, Object data) {
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
        ByteBuf text = BUFFER.get().clear();
        ByteBufUtil.writeUtf8(text, prefix);
        try (ByteBufOutputStream out = new ByteBufOutputStream(text)) {
            json.writeValue(out, value);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        } finally {
            if (text.capacity() > MAX_KEPT_BYTES) {
                BUFFER.remove();
            }
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
