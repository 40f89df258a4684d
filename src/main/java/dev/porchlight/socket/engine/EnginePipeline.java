package dev.porchlight.socket.engine;

import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.http.FewHeaders;
import dev.porchlight.socket.engine.http.RequestDeadlineHandler;
import dev.porchlight.socket.engine.inbound.CountedHttpDecoder;
import dev.porchlight.socket.engine.inbound.InboundBudget;
import dev.porchlight.socket.engine.inbound.InboundBytes;
import dev.porchlight.socket.engine.polling.PollingRequests;
import dev.porchlight.socket.engine.session.SessionRegistry;
import dev.porchlight.socket.engine.tcp.CloseOnErrorHandler;
import dev.porchlight.socket.engine.tcp.ConnectionCounter;
import dev.porchlight.socket.engine.tcp.ConnectionLimitHandler;
import dev.porchlight.socket.engine.tcp.StalledWriteHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The handlers of a connection. Those of netty-socketio are not installed. */
final class EnginePipeline extends ChannelInitializer<Channel> {

    private static final int MAX_CHUNK_BYTES = 8192;

    private final SessionRegistry sessions;
    private final ClientAddresses addresses;
    private final SessionAdmission admission;
    private final PollingRequests pollingRequests;
    private final ConnectionCounter connections;
    private final ConnectionCounter waitingConnections;
    private final ConnectionCounter idleConnections;
    private final InboundBudget inboundBudget;

    EnginePipeline(SessionRegistry sessions, ClientAddresses addresses) {
        EngineSettings settings = sessions.settings();
        this.sessions = sessions;
        this.addresses = addresses;
        this.admission = new SessionAdmission(sessions, addresses);
        this.pollingRequests = new PollingRequests(sessions);
        this.connections = new ConnectionCounter(
                EngineSettings.CONNECTIONS_PER_SESSION * settings.maxConnections(),
                EngineSettings.CONNECTIONS_PER_SESSION * settings.maxConnectionsPerAddress());
        this.waitingConnections = fewAtATime(settings);
        this.idleConnections = fewAtATime(settings);
        this.inboundBudget = new InboundBudget(settings.maxInboundBytes());
    }

    private static ConnectionCounter fewAtATime(EngineSettings settings) {
        return new ConnectionCounter(settings.maxWaitingConnections(), settings.maxWaitingConnectionsPerAddress());
    }

    /** Memory of all unfinished requests and messages. */
    long inboundBytes() {
        return inboundBudget.bytes();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        sessions.useForTimeouts(ctx);
        super.handlerAdded(ctx);
    }

    @Override
    protected void initChannel(Channel channel) {
        EngineSettings settings = sessions.settings();
        EngineMetrics metrics = sessions.metrics();
        LimitKey limitKey = limitKey(channel);
        InboundBytes inbound = new InboundBytes(
                channel, limitKey == null ? LimitKey.of(channel.id()) : limitKey, inboundBudget, settings, metrics);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("connectionLimit", new ConnectionLimitHandler(limitKey, connections, metrics));
        pipeline.addLast("stalledWrites", new StalledWriteHandler(settings.stallTimeout()));
        RequestDeadlineHandler deadline =
                new RequestDeadlineHandler(channel, settings, waitingConnections, idleConnections, limitKey, metrics);
        pipeline.addLast("requestDeadline", deadline);
        pipeline.addLast("httpDecoder", new CountedHttpDecoder(httpDecoderConfig(settings), inbound));
        pipeline.addLast("httpEncoder", new HttpResponseEncoder());
        pipeline.addLast(
                "engineRequest", new EngineRequestHandler(sessions, pollingRequests, admission, inbound, deadline));
        pipeline.addLast("closeOnError", new CloseOnErrorHandler(metrics));
    }

    private @Nullable LimitKey limitKey(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? addresses.connectionLimitKey(peer.getAddress())
                : null;
    }

    private static HttpDecoderConfig httpDecoderConfig(EngineSettings settings) {
        FewHeaders headers = new FewHeaders(settings.maxHeaders());
        return new HttpDecoderConfig()
                .setHeadersFactory(headers)
                .setTrailersFactory(headers)
                .setMaxInitialLineLength(settings.maxUriBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES);
    }
}
