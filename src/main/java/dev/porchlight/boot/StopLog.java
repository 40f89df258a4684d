package dev.porchlight.boot;

import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says when a stop begins and when all is done. */
@Slf4j
@Component
final class StopLog {

    /** One and the same, so that it is said once. */
    private static final Runnable STOPPED = () -> log.info("Porchlight has stopped.");

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        SpringApplication.getShutdownHandlers().add(STOPPED);
    }

    @EventListener
    void closed(ContextClosedEvent event) {
        // Not that of the management port.
        if (event.getApplicationContext().getParent() == null) {
            log.info("Porchlight is stopping: clients are disconnected, and what is under way is finished.");
        }
    }
}
