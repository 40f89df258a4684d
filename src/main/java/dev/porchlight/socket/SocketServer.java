package dev.porchlight.socket;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.socket.engine.Connections;
import dev.porchlight.socket.engine.EngineServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.token.GuestTokensRevoked;
import dev.porchlight.token.OwnerSessionsEnded;
import dev.porchlight.token.TokenService;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The Socket.IO listener and its connections. */
@Slf4j
@Component
@RequiredArgsConstructor
@EnableConfigurationProperties(SocketSettings.class)
public class SocketServer implements SmartLifecycle {

    private static final int CHECK_MILLIS = 5_000;
    private static final int LAST_WORDS_MILLIS = 3_500;
    private static final int LAST_WORDS_CHECK_MILLIS = 20;

    private final SocketSettings settings;
    private final RequestDispatcher dispatcher;
    private final SocketRooms rooms;
    private final TokenService tokens;
    private final RequestSources sources;
    private final RequestLimits limits;
    private final Clock clock;
    private final ConnectionMeters meters;
    private final Map<UUID, Connection> connections = new ConcurrentHashMap<>();
    private volatile @Nullable EngineServer server;

    @Override
    public void start() {
        EngineServer starting = new EngineServer(
                EngineSettings.defaults()
                        .withAddress(settings.address())
                        .withPort(settings.port())
                        .withMaxConnections(settings.maxConnections())
                        .withMaxConnectionsPerAddress(limits.connectionsPerAddress()),
                new SocketJson(),
                sources,
                meters);
        starting.addConnectListener(this::connected);
        starting.addDisconnectListener(this::disconnected);
        starting.addEventListener(
                SocketJson.ANY_EVENT,
                IncomingEvent.class,
                (client, event, ack) -> dispatcher.dispatch(connection(client), event, ack));
        try {
            starting.start();
        } catch (Exception e) {
            starting.stop();
            throw new InvalidSettingException(cannotListen(), e);
        }
        server = starting;
        meters.show(starting, this::waitingRequests);
    }

    private int waitingRequests() {
        return connections.values().stream()
                .mapToInt(connection -> connection.getRequests().size())
                .sum();
    }

    private String cannotListen() {
        InetAddress address = settings.address();
        return "Port " + settings.port() + (address == null ? "" : " at " + address.getHostAddress())
                + " cannot be opened for sockets: stop what uses it, or set PORCHLIGHT_SOCKET_PORT to a free one"
                + (address == null ? "." : ", or PORCHLIGHT_SOCKET_ADDRESS to an address of this machine.");
    }

    @Override
    public void stop() {
        EngineServer stopping = server;
        server = null;
        if (stopping != null) {
            stopping.rejectNewSessions();
            try {
                new Draining(settings.drain()).run(connections.values());
                awaitLastWords(stopping);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopping.stop();
        }
    }

    /** Clients that poll have yet to fetch what they were told; not for ever. */
    private static void awaitLastWords(EngineServer stopping) throws InterruptedException {
        for (int waited = 0; stopping.sessionCount() > 0 && waited < LAST_WORDS_MILLIS; ) {
            Thread.sleep(LAST_WORDS_CHECK_MILLIS);
            waited += LAST_WORDS_CHECK_MILLIS;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Where clients connect, which matters when the settings asked for any free port. */
    public int port() {
        EngineServer running = server;
        if (running == null) {
            throw new IllegalStateException("The socket server is not running");
        }
        return running.port();
    }

    /** Tells the clients that use an ended session, and closes them: other tokens on them can be sent anew. */
    @EventListener
    void on(OwnerSessionsEnded ended) {
        end(connection -> connection.usesAny(ended.ownerSessionIds()), ended.reason());
    }

    @EventListener
    void on(GuestTokensRevoked ended) {
        end(connection -> connection.speaksFor(ended::concerns), "ended");
    }

    private void end(Predicate<Connection> which, String reason) {
        for (Connection connection : connections.values()) {
            // Of several who end it at once, the first tells.
            if (which.test(connection) && rooms.close(connection)) {
                tellEnd(connection, reason);
            }
        }
    }

    private static void tellEnd(Connection connection, String reason) {
        try {
            connection.getClient().sendEvent("sessionEnded", Map.of("reason", reason));
            Connections.close(connection.getClient(), CloseReason.ENDED);
        } catch (RuntimeException e) {
            // The others must be ended all the same.
            log.warn("A connection whose session ended could not be told", e);
        }
    }

    /** In one walk: of many connections, it costs most to have them in the processor's cache. */
    @Scheduled(fixedDelay = CHECK_MILLIS)
    void checkConnections() {
        Instant now = clock.instant();
        Set<String> sessionIds = new HashSet<>();
        List<Connection> strangers = new ArrayList<>();
        for (Connection connection : connections.values()) {
            connection.addOwnerSessionsTo(sessionIds);
            if (connection.isStranger(settings.unauthenticatedTimeout(), now)) {
                strangers.add(connection);
            }
        }
        strangers.forEach(stranger -> Connections.close(stranger.getClient(), CloseReason.UNAUTHENTICATED));
        announceEnded(sessionIds);
    }

    /** A session or a guest's tokens may end in another process, a session also because nobody used it for too long. */
    private void announceEnded(Set<String> sessionIds) {
        try {
            if (!sessionIds.isEmpty()) {
                tokens.publishEndedOwnerSessions(sessionIds);
            }
            if (!connections.isEmpty()) {
                tokens.publishRevokedGuestTokens();
            }
        } catch (RuntimeException e) {
            log.warn("Sessions could not be checked; they will be in a moment: {}", e.toString());
        }
    }

    private void connected(SocketIOClient client) {
        connection(client);
    }

    private void disconnected(SocketIOClient client) {
        Connection connection = connections.remove(client.getSessionId());
        if (connection != null) {
            rooms.close(connection);
        }
    }

    private Connection connection(SocketIOClient client) {
        return connections.computeIfAbsent(
                client.getSessionId(), id -> new Connection(client, dispatcher.newQueue(), RequestSources.of(client)));
    }
}
