package dev.porchlight.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import lombok.RequiredArgsConstructor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Readiness as a meter, which is 1 or 0, for those who watch meters and not addresses. */
@Component
@RequiredArgsConstructor
final class ReadinessMeter implements MeterBinder {

    private final ObjectProvider<HealthEndpoint> health;

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("porchlight.ready", this, ReadinessMeter::value).register(registry);
    }

    private double value() {
        HealthDescriptor readiness = health.getObject().healthForPath("readiness");
        return readiness != null && readiness.getStatus().equals(Status.UP) ? 1 : 0;
    }
}
