package dev.porchlight.socket;

import lombok.RequiredArgsConstructor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Up while Socket.IO clients can connect, and are served in time. */
@Component("socketHealthIndicator")
@RequiredArgsConstructor
class SocketHealthIndicator extends AbstractHealthIndicator {

    private final SocketServer sockets;

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.status(sockets.isRunning() && !sockets.isSlow() ? "UP" : "DOWN");
    }
}
