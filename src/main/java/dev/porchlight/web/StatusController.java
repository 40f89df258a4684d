package dev.porchlight.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the server is, for an owner: nothing that tells of other owners, such as how much is stored. */
@RestController
@RequiredArgsConstructor
class StatusController {

    private final HealthEndpoint health;
    private final ObjectProvider<BuildProperties> build;

    @GetMapping(path = "/owner/status", produces = MediaType.APPLICATION_JSON_VALUE)
    Envelope status(OwnerPrincipal owner) {
        BuildProperties known = build.getIfAvailable();
        return Envelope.success(new StatusView(
                known == null ? null : known.getVersion(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                isUp("readiness"),
                isUp("readiness", "store")));
    }

    private boolean isUp(String... path) {
        HealthDescriptor found = health.healthForPath(path);
        return found != null && found.getStatus().equals(Status.UP);
    }

    /** @param version unknown where the program was not built by Maven, such as in an IDE */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatusView(@Nullable String version, Instant startedAt, boolean ready, boolean storeReady) {}
}
