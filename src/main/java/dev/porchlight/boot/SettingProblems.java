package dev.porchlight.boot;

import java.util.List;
import java.util.Optional;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** What a start says of settings, for commands to say. */
public final class SettingProblems {

    private SettingProblems() {}

    /** One sentence on a start that failed; empty if the failure is none that was expected. */
    public static Optional<String> describe(Throwable failure, Environment environment) {
        return Optional.ofNullable(new StartupFailureAnalyzer(environment).analyze(failure))
                .map(FailureAnalysis::getDescription);
    }

    /** A sentence on each environment variable that looks like a setting and is none. */
    public static List<String> unknownVariables(ConfigurableEnvironment environment) {
        return UnknownVariables.sentences(environment);
    }
}
