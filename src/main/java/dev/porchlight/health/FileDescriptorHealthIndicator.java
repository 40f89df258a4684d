package dev.porchlight.health;

import lombok.RequiredArgsConstructor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Up while there are file descriptors for more connections. */
@Component("fileDescriptorsHealthIndicator")
@RequiredArgsConstructor
class FileDescriptorHealthIndicator extends AbstractHealthIndicator {

    private final FileDescriptors descriptors;

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.status(descriptors.areScarce() ? "DOWN" : "UP");
    }
}
