package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.DisconnectableHub;
import com.corundumstudio.socketio.ack.AckManager;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.handler.ClientsBox;
import com.corundumstudio.socketio.handler.PacketListener;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.protocol.PacketDecoder;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import com.corundumstudio.socketio.scheduler.HashedWheelTimeoutScheduler;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.experimental.Accessors;

/** The parts of netty-socketio that sessions use: its default namespace, where the listeners are, and its acks. */
@Getter(AccessLevel.PACKAGE)
@Accessors(fluent = true)
final class NamespaceAdapter implements DisconnectableHub {

    private final Configuration configuration;
    private final CancelableScheduler scheduler = new HashedWheelTimeoutScheduler();
    private final AckManager ackManager = new AckManager(scheduler);

    /** Required by the library's constructors and always empty: {@link SessionRegistry} keeps the sessions. */
    private final ClientsBox emptyClientsBox = new ClientsBox();

    @Getter(AccessLevel.NONE)
    private final Namespace namespace;

    @Getter(AccessLevel.NONE)
    private final PacketDecoder decoder;

    @Getter(AccessLevel.NONE)
    private final PacketListener listener;

    NamespaceAdapter(Configuration configuration, NamespacesHub namespaces) {
        this.configuration = configuration;
        this.namespace = namespaces.get(Namespace.DEFAULT_NAME);
        this.decoder = new PacketDecoder(configuration.getJsonSupport(), ackManager);
        this.listener = new PacketListener(ackManager, namespaces, null, scheduler);
    }

    void connect(ClientHead session) {
        namespace.onConnect(session.addNamespaceClient(namespace));
    }

    void dispatch(ClientHead session, String packet) throws IOException {
        byte[] text = packet.getBytes(StandardCharsets.UTF_8);
        listener.onPacket(
                decoder.decodePackets(Unpooled.wrappedBuffer(text), session),
                session.getChildClient(namespace),
                session.getCurrentTransport());
    }

    /** Called by the library when a session has left its last namespace. */
    @Override
    public void onDisconnect(ClientHead session) {
        ackManager.onDisconnect(session);
        configuration.getStoreFactory().onDisconnect(session);
    }

    /** Ack timeouts run on the event loop of this context. */
    void useForTimeouts(ChannelHandlerContext ctx) {
        scheduler.update(ctx);
    }

    void stop() {
        scheduler.shutdown();
        configuration.getStoreFactory().shutdown();
    }
}
