package dev.porchlight;

import dev.porchlight.network.OwnAddress;
import dev.porchlight.pages.DemoShop;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.Store;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Logs where it listens, the address to open, where data is stored, and what to do next. */
@Slf4j
@Component
@RequiredArgsConstructor
class StartupBanner {

    private final OwnAddress address;
    private final SocketServer sockets;
    private final Store store;
    private final DemoShop demo;

    @EventListener(ApplicationReadyEvent.class)
    void logAddresses() {
        log.info("Porchlight is on.");
        log.info("  REST     {}", address.local());
        log.info("  Sockets  http://{}:{}", address.host("porchlight.socket.address"), sockets.port());
        log.info("  Data     {}", store.description());
        log.info("  Next     open {} in a browser", address.of("/"));
        demo.registrationPath().ifPresent(path -> log.info("  Demo     {}", address.of(path)));
    }
}
