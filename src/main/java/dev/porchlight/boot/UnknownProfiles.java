package dev.porchlight.boot;

import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/** Says which active profiles have no configuration file of their own: we have no profiles, so they have no effect. */
final class UnknownProfiles implements EnvironmentPostProcessor {

    private final Log log;

    UnknownProfiles(DeferredLogFactory logs) {
        log = logs.getLog(UnknownProfiles.class);
    }

    /** Runs after the files have been read, since it has no order. */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (String profile : environment.getActiveProfiles()) {
            boolean hasFile = environment.getPropertySources().stream()
                    .anyMatch(source -> source.getName().contains("-" + profile + "."));
            if (!hasFile) {
                log.warn("The profile " + profile
                        + " of SPRING_PROFILES_ACTIVE has no effect: Porchlight has no profiles, and there is no"
                        + " application-"
                        + profile + ".yml.");
            }
        }
    }
}
