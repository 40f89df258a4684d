package dev.porchlight.socket;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.health.FileDescriptors;
import dev.porchlight.limit.RejectionLog;
import dev.porchlight.socket.engine.EngineServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Meters of connections: how many, why they closed, and what the engine rejected; floods of that are logged too. */
@Slf4j
@Component
@RequiredArgsConstructor
final class ConnectionMeters implements EngineMetrics {

    /** After a restart every client asks for a session that is gone; the others have lines of their own. */
    private static final Set<String> NOT_LOGGED =
            Set.of("unknown session", "waiting bytes over the budget", "no file descriptors left");

    private final MeterRegistry registry;
    private final FatalErrorHandler fatalErrors;
    private final FileDescriptors descriptors;
    private final RejectionLog rejections = new RejectionLog("requests, packets or connections");
    private final AtomicBoolean outOfMemory = new AtomicBoolean();
    private volatile @Nullable EngineServer server;
    private volatile IntSupplier waitingRequests = () -> 0;

    /** Reads the gauges from this server from now on. */
    void observe(EngineServer started, IntSupplier requestsWaiting) {
        server = started;
        waitingRequests = requestsWaiting;
    }

    @PostConstruct
    void register() {
        for (Transport transport : List.of(Transport.WEBSOCKET, Transport.POLLING)) {
            for (EngineIOVersion version : List.of(EngineIOVersion.V3, EngineIOVersion.V4)) {
                gauge("porchlight.socket.connections", running -> running.sessionCount(transport, version))
                        .tags("transport", transport.getValue(), "version", version.getValue())
                        .register(registry);
            }
        }
        gauge("porchlight.socket.pending", EngineServer::pendingBytes)
                .baseUnit("bytes")
                .register(registry);
        gauge("porchlight.socket.inbound", EngineServer::inboundBytes)
                .baseUnit("bytes")
                .register(registry);
        gauge("porchlight.socket.requests.waiting", running -> waitingRequests.getAsInt())
                .register(registry);
    }

    private Gauge.Builder<ConnectionMeters> gauge(String name, ToDoubleFunction<EngineServer> value) {
        return Gauge.builder(name, this, meters -> {
            EngineServer running = meters.server;
            return running == null ? 0 : value.applyAsDouble(running);
        });
    }

    @Override
    public void closed(CloseReason reason) {
        registry.counter("porchlight.socket.closed", "reason", reason.meterTag())
                .increment();
    }

    @Override
    public void rejected(String rule) {
        String name = rule.toLowerCase(Locale.ROOT).replace('_', ' ');
        registry.counter("porchlight.socket.rejected", "rule", name).increment();
        if (!NOT_LOGGED.contains(name)) {
            rejections.rejected(name);
        }
    }

    @Override
    public void acceptFailed(Throwable failure) {
        descriptors.acceptFailed(failure);
    }

    @Override
    public void outOfMemory(OutOfMemoryError error) {
        if (outOfMemory.compareAndSet(false, true)) {
            log.error("Memory ran out while a connection was served, which was closed. (Logged once.)", error);
        }
        fatalErrors.check(error);
    }
}
