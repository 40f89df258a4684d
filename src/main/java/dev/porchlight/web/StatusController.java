package dev.porchlight.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the server is, for an owner: nothing that tells of other owners, such as how much is stored. */
@RestController
@RequiredArgsConstructor
class StatusController {

    private static final String STORE = "store";
    private static final Set<Status> FAILURES = Set.of(Status.DOWN, Status.OUT_OF_SERVICE);

    /** Not the endpoint, which is there only where an operator shows it. */
    private final HealthContributorRegistry health;

    private final ObjectProvider<BuildProperties> build;

    @GetMapping(path = "/owner/status", produces = MediaType.APPLICATION_JSON_VALUE)
    Envelope status(OwnerPrincipal owner) {
        BuildProperties known = build.getIfAvailable();
        return Envelope.success(new StatusView(
                known == null ? null : known.getVersion(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                health.stream().map(HealthContributors.Entry::contributor).allMatch(StatusController::serves),
                serves(health.getContributor(STORE))));
    }

    private static boolean serves(@Nullable HealthContributor part) {
        Health now = part instanceof HealthIndicator indicator ? indicator.health() : null;
        return now == null || !FAILURES.contains(now.getStatus());
    }

    /** @param version unknown where the program was not built by Maven, such as in an IDE */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatusView(@Nullable String version, Instant startedAt, boolean ready, boolean storeReady) {}
}
