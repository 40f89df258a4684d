package dev.porchlight.socket;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.health.FileDescriptors;
import dev.porchlight.health.Latency;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.socket.broker.Subscriptions;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.Draining;
import dev.porchlight.socket.engine.EngineServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.request.IncomingEvent;
import dev.porchlight.socket.request.SocketJson;
import dev.porchlight.token.GuestTokensRevoked;
import dev.porchlight.token.OwnerSessionsEnded;
import dev.porchlight.token.OwnerTokensEnded;
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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The Socket.IO listener and its connections. */
@Slf4j
@Component
@RequiredArgsConstructor
@EnableConfigurationProperties(SocketSettings.class)
public class SocketServer implements SmartLifecycle {

    private static final int CHECK_MILLIS = 5_000;
    private static final int MAX_FLUSH_MILLIS = 3_500;
    private static final int FLUSH_CHECK_MILLIS = 20;

    private final SocketSettings settings;
    private final RequestDispatcher dispatcher;
    private final Subscriptions subscriptions;
    private final TokenService tokens;
    private final RequestSources sources;
    private final RequestLimits limits;
    private final Clock clock;
    private final ConnectionMeters meters;
    private final FileDescriptors descriptors;
    private final StoreFailureLog storeFailures;
    private final Latency latency = new Latency();
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
        starting.keepConnectionsIf(() -> descriptors.mayStay(FileDescriptors.LEFT_BY_SOCKETS));
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
            throw new InvalidSettingException(cannotListen(e), e);
        }
        server = starting;
        meters.observe(starting, this::waitingRequests);
    }

    private int waitingRequests() {
        return connections.values().stream()
                .mapToInt(connection -> connection.getRequests().size())
                .sum();
    }

    private String cannotListen(Exception e) {
        InetAddress address = settings.address();
        return "Port " + settings.port() + (address == null ? "" : " at " + address.getHostAddress())
                + " cannot be opened for sockets ("
                + NestedExceptionUtils.getMostSpecificCause(e).getMessage()
                + "): stop what uses it, or set PORCHLIGHT_SOCKET_PORT to a free one that you may open"
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
                awaitFlush(stopping);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopping.stop();
        }
    }

    /** Clients that poll have yet to fetch what was sent; waits 3.5 seconds at most. */
    private static void awaitFlush(EngineServer stopping) throws InterruptedException {
        for (int waited = 0; stopping.sessionCount() > 0 && waited < MAX_FLUSH_MILLIS; ) {
            Thread.sleep(FLUSH_CHECK_MILLIS);
            waited += FLUSH_CHECK_MILLIS;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Whether its threads are late for what they are to do. */
    boolean isSlow() {
        return latency.isSlow();
    }

    @Scheduled(fixedDelay = Latency.INTERVAL_MILLIS)
    void probeLatency() {
        EngineServer running = server;
        if (running != null && latency.start()) {
            List<Executor> threads = running.eventLoops();
            AtomicInteger awaited = new AtomicInteger(threads.size());
            try {
                threads.forEach(thread -> thread.execute(() -> {
                    if (awaited.decrementAndGet() == 0) {
                        latency.done();
                    }
                }));
            } catch (RejectedExecutionException e) {
                log.debug("The server stops meanwhile", e);
                latency.done();
            }
        }
    }

    /** The port it listens on, also if the setting is 0 for any free one. */
    public int port() {
        EngineServer running = server;
        if (running == null) {
            throw new IllegalStateException("The socket server is not running");
        }
        return running.port();
    }

    /** Closes the whole connection: the client sends its other tokens anew. */
    @EventListener
    void on(OwnerSessionsEnded ended) {
        close(connection -> connection.usesAny(ended.ownerSessionIds()), ended.reason());
    }

    @EventListener
    void on(GuestTokensRevoked ended) {
        close(connection -> connection.hasPrincipal(ended::concerns), "ended");
    }

    @EventListener
    void on(OwnerTokensEnded ended) {
        close(connection -> connection.hasPrincipal(ended::concerns), "ended");
    }

    private void close(Predicate<Connection> which, String reason) {
        for (Connection connection : connections.values()) {
            // Of several threads that find it at once, one closes it.
            if (which.test(connection) && subscriptions.close(connection)) {
                sendSessionEnded(connection, reason);
            }
        }
    }

    private static void sendSessionEnded(Connection connection, String reason) {
        try {
            connection.send("sessionEnded", Map.of("reason", reason));
            connection.disconnect(CloseReason.SERVER_DISCONNECT);
        } catch (RuntimeException e) {
            // The others must be closed all the same.
            log.warn("The sessionEnded event could not be sent to a connection", e);
        }
    }

    /** All checks in one pass: with many connections, loading them into the CPU cache costs most. */
    @Scheduled(fixedDelay = CHECK_MILLIS)
    void checkConnections() {
        Instant now = clock.instant();
        Set<String> sessionIds = new HashSet<>();
        List<Connection> unauthenticated = new ArrayList<>();
        for (Connection connection : connections.values()) {
            connection.addOwnerSessionsTo(sessionIds);
            if (connection.checkUnauthenticated(settings.unauthenticatedTimeout(), now)) {
                unauthenticated.add(connection);
            }
        }
        unauthenticated.forEach(connection -> connection.disconnect(CloseReason.AUTHENTICATION_TIMEOUT));
        publishEnded(sessionIds);
    }

    /** Tokens may be revoked by another process, and an owner session also expires when it is not used. */
    private void publishEnded(Set<String> sessionIds) {
        try {
            if (!sessionIds.isEmpty()) {
                tokens.publishEndedOwnerSessions(sessionIds);
            }
            if (!connections.isEmpty()) {
                tokens.publishRevokedGuestTokens();
            }
        } catch (DataAccessException e) {
            storeFailures.failed("the check of sessions", e);
        } catch (RuntimeException e) {
            log.warn("Sessions could not be checked; the next check follows in seconds: {}", e.toString());
        }
    }

    private void connected(SocketIOClient client) {
        connection(client);
    }

    private void disconnected(SocketIOClient client) {
        Connection connection = connections.remove(client.getSessionId());
        if (connection != null) {
            subscriptions.close(connection);
        }
    }

    private Connection connection(SocketIOClient client) {
        return connections.computeIfAbsent(client.getSessionId(), id -> newConnection(client));
    }

    private Connection newConnection(SocketIOClient client) {
        RequestSource source = RequestSources.of(client);
        return new Connection(client, dispatcher.newQueue(RequestSources.keyOf(source)), source);
    }
}
