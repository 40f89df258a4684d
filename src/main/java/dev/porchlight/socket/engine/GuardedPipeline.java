package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.protocol.JsonSupport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a connection passes through, from the wire to the listeners. The library's own transports, decoder of batches and
 * encoder are not installed; its namespaces, clients, acks and event decoding are used.
 */
final class GuardedPipeline extends SocketIOChannelInitializer {

    private final GuardSettings settings;
    private final JsonSupport json;
    private final ClientAddresses addresses;
    private final GuardWatch watch;
    private final Counts peers;
    private @Nullable Sessions sessions;

    @SuppressWarnings("NullAway.Init") // The library calls start before all else.
    private Configuration configuration;

    GuardedPipeline(GuardSettings settings, JsonSupport json, ClientAddresses addresses, GuardWatch watch) {
        this.settings = settings;
        this.json = json;
        this.addresses = addresses;
        this.watch = watch;
        this.peers = new Counts(
                GuardSettings.CONNECTIONS_PER_SESSION * settings.maxConnections(),
                GuardSettings.CONNECTIONS_PER_SESSION * settings.maxConnectionsPerAddress());
    }

    @Override
    public void start(Configuration configuration, NamespacesHub namespaces) {
        this.configuration = configuration;
        sessions = new Sessions(settings, json, watch, configuration, namespaces);
    }

    @Override
    protected void addSocketioHandlers(ChannelPipeline pipeline) {
        pipeline.addLast("peerLimit", new PeerLimit(addresses, peers, watch));
        pipeline.addLast("stalledWrites", new StalledWrites(settings.stallTimeout()));
        pipeline.addLast(HTTP_REQUEST_DECODER, new HttpRequestDecoder(configuration.getHttpDecoderConfig()));
        pipeline.addLast(HTTP_ENCODER, new HttpResponseEncoder());
        pipeline.addLast(HTTP_AGGREGATOR, new RequestAggregator(settings.maxBatchBytes(), watch));
        pipeline.addLast("requestDeadline", new RequestDeadline(settings.requestTimeout(), watch));
        pipeline.addLast("httpEdge", new HttpEdge(started(), payloads(), addresses));
        pipeline.addLast("closeOnError", new CloseOnError(watch));
    }

    private Payloads payloads() {
        return new Payloads(settings.maxBatchPackets(), settings.maxMessageBytes());
    }

    void refuseNewSessions() {
        started().refuseNew();
    }

    private Sessions started() {
        return Objects.requireNonNull(sessions);
    }

    Collection<Session> sessions() {
        return sessions == null ? List.of() : sessions.all();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        started().useForTimeouts(ctx);
    }

    @Override
    public void onDisconnect(ClientHead client) {
        started().onDisconnect(client);
    }

    @Override
    public void stop() {
        started().stop();
        configuration.getStoreFactory().shutdown();
    }
}
