package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Answers a connection's one HTTP request: refuses it, serves it as polling, or hands it on to become a WebSocket. */
@RequiredArgsConstructor
final class HttpEdge extends ChannelInboundHandlerAdapter {

    private static final byte[] OK = {'o', 'k'};

    /** Headers that say where a client comes from. They are kept while it is connected, and others would take room. */
    private static final List<CharSequence> KEPT =
            List.of(HttpHeaderNames.ORIGIN, HttpHeaderNames.HOST, "X-Forwarded-For", "Forwarded");

    private final Sessions sessions;
    private final Payloads payloads;
    private final ClientAddresses addresses;
    private boolean served;
    private @Nullable PollingOutbound polling;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (served) {
                // Each response ends its connection, so a second request can only be pipelined, which clients do not
                // do.
                ctx.close();
                return;
            }
            served = true;
            serve(ctx, (FullHttpRequest) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (polling != null) {
            polling.gone(ctx.channel());
        }
        ctx.fireChannelInactive();
    }

    private void serve(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpExchange exchange = HttpExchange.of(ctx.channel(), request, sessions.watch());
        try {
            RequestRules.checkRoute(request);
            if (request.method().equals(HttpMethod.OPTIONS)) {
                exchange.answerPreflight(request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS));
                return;
            }
            EngineRequest engineRequest = RequestRules.parse(request);
            if (engineRequest.transport() == Transport.WEBSOCKET) {
                HandshakeData handshake = handshake(ctx.channel(), request, engineRequest);
                ChannelHandler handler = engineRequest.sessionId() == null
                        ? new WebSocketOpening(sessions, engineRequest, handshake, admit(handshake))
                        : probe(find(engineRequest), handshake);
                WebSockets.accept(ctx, request, sessions.settings().maxMessageBytes(), handler);
            } else if (engineRequest.sessionId() == null) {
                HandshakeData handshake = handshake(ctx.channel(), request, engineRequest);
                open(exchange, engineRequest, handshake, admit(handshake));
            } else if (engineRequest.isPost()) {
                post(exchange, find(engineRequest).session(), engineRequest.version(), request.content());
            } else {
                poll(exchange, find(engineRequest));
            }
        } catch (RequestRefusedException e) {
            exchange.refuse(e.refusal());
        }
    }

    /** @return what a session will be counted as, until it is forgotten */
    private @Nullable Object admit(HandshakeData handshake) throws RequestRefusedException {
        if (sessions.refusingNew()) {
            throw new RequestRefusedException(Refusal.RESTARTING);
        }
        Object group = addresses.group(handshake.getAddress().getAddress(), handshake.getHttpHeaders());
        if (!sessions.counts().add(group)) {
            throw new RequestRefusedException(sessions.counts().isFull() ? Refusal.FULL : Refusal.TOO_MANY_CONNECTIONS);
        }
        return group;
    }

    private void open(HttpExchange exchange, EngineRequest request, HandshakeData handshake, @Nullable Object group) {
        Channel channel = exchange.channel();
        Session session = sessions.create(request, handshake, group, channel.eventLoop());
        PollingOutbound outbound =
                new PollingOutbound(session, channel.eventLoop(), sessions.settings(), sessions.backlog());
        session.open(outbound);
        poll(exchange, outbound);
    }

    private void poll(HttpExchange exchange, PollingOutbound outbound) {
        polling = outbound;
        outbound.poll(exchange);
    }

    private void post(HttpExchange exchange, Session session, EngineIOVersion version, ByteBuf body) {
        try {
            List<IncomingPacket> packets = new ArrayList<>();
            for (String packet : payloads.split(body, version)) {
                packets.add(PacketRules.parse(packet, version));
            }
            // Before the answer, upon which a client may post again or move to a WebSocket, on another event loop.
            session.receive(packets);
            exchange.answer(OK);
        } catch (ProtocolViolationException e) {
            exchange.refuse(Refusal.BAD_REQUEST);
            session.refuse(e.getMessage());
        }
    }

    private WebSocketProbe probe(PollingOutbound outbound, HandshakeData handshake) throws RequestRefusedException {
        Session session = outbound.session();
        UpgradeRules.check(session.getHandshakeData(), handshake);
        if (!session.startUpgrade()) {
            throw new RequestRefusedException(Refusal.BAD_REQUEST);
        }
        return new WebSocketProbe(session, outbound, sessions);
    }

    private PollingOutbound find(EngineRequest request) throws RequestRefusedException {
        UUID sessionId = request.sessionId();
        Session session = sessionId == null ? null : sessions.find(sessionId);
        if (session == null) {
            throw new RequestRefusedException(Refusal.UNKNOWN_SESSION);
        }
        PollingOutbound outbound = session.polling();
        if (outbound == null || session.getEngineIOVersion() != request.version()) {
            throw new RequestRefusedException(Refusal.BAD_REQUEST);
        }
        return outbound;
    }

    /** What listeners may know of the request. */
    private HandshakeData handshake(Channel channel, FullHttpRequest request, EngineRequest engineRequest)
            throws RequestRefusedException {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            // Gone before anybody asked for its address, which listeners rely on.
            throw new RequestRefusedException(Refusal.BAD_REQUEST);
        }
        HttpHeaders headers = new DefaultHttpHeaders();
        KEPT.forEach(name -> headers.add(name, request.headers().getAll(name)));
        return new HandshakeData(
                headers,
                engineRequest.parameters(),
                new InetSocketAddress(addresses.resolve(peer.getAddress(), headers), peer.getPort()),
                (InetSocketAddress) channel.localAddress(),
                request.uri(),
                headers.contains(HttpHeaderNames.ORIGIN));
    }
}
