package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.socket.engine.packet.PacketWriter;
import java.util.function.Supplier;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** An event for several clients, encoded once, when it is first needed. Not thread-safe. */
public final class Broadcast {

    @Getter
    private final String event;

    private final Supplier<byte[]> encode;
    private byte @Nullable [] packet;

    private Broadcast(String event, Supplier<byte[]> encode) {
        this.event = event;
        this.encode = encode;
    }

    public static Broadcast of(String event, Object data, PacketWriter writer) {
        return new Broadcast(event, () -> writer.event(event, data));
    }

    /** @param packet what {@link #packet} returned in another process */
    public static Broadcast ofPacket(String event, byte[] packet) {
        return new Broadcast(event, () -> packet);
    }

    /** The Socket.IO packet of the event; must not be changed. */
    public byte[] packet() {
        byte[] encoded = packet;
        if (encoded == null) {
            encoded = encode.get();
            packet = encoded;
        }
        return encoded;
    }

    public void sendTo(SocketIOClient client) {
        if (client.isChannelOpen()) {
            Connections.session(client).write(packet());
        }
    }
}
