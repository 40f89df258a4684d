package dev.porchlight.socket.broker;

import dev.porchlight.chat.push.Push;
import dev.porchlight.socket.broker.EncodedPush.EncodedEvent;
import dev.porchlight.socket.engine.Broadcast;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.packet.PacketWriter;
import dev.porchlight.socket.request.SocketJson;

final class PushEncoder {

    private static final PacketWriter WRITER = new PacketWriter(new SocketJson(), EngineSettings.defaults());

    private PushEncoder() {}

    static EncodedPush encode(Push push) {
        return new EncodedPush(
                push.ownerId(),
                push.chatId(),
                push.isLast(),
                push.bansGuest(),
                push.events().stream()
                        .map(event -> new EncodedEvent(
                                event.audience(), encode(event.name(), event.body()), event.excludedConnection()))
                        .toList());
    }

    static Broadcast encode(String event, Object body) {
        return Broadcast.of(event, body, WRITER);
    }
}
