package dev.porchlight;

import dev.porchlight.pages.DemoShop;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.Store;
import java.util.Objects;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Logs the addresses, where data is stored, and what to do next. */
@Slf4j
@Component
@RequiredArgsConstructor
class StartupBanner {

    private final WebServerApplicationContext application;
    private final SocketServer sockets;
    private final Store store;
    private final DemoShop demo;

    @EventListener(ApplicationReadyEvent.class)
    void logAddresses() {
        int port = Objects.requireNonNull(application.getWebServer()).getPort();
        log.info("Porchlight is on.");
        log.info("  REST     http://localhost:{}", port);
        log.info("  Sockets  http://localhost:{}", sockets.port());
        log.info("  Data     {}", store.description());
        log.info("  Next     open http://localhost:{}/ in a browser", port);
        demo.registrationPath().ifPresent(path -> log.info("  Demo     http://localhost:{}{}", port, path));
    }
}
