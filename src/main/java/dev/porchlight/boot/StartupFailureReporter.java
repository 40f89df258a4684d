package dev.porchlight.boot;

import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line of the log why the start has failed, in the place of Boot's reporter, which takes ten. */
@Slf4j
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis failure) {
        // Here and not in application.yml, which may not have been read.
        LoggingSystem.get(getClass().getClassLoader())
                .setLogLevel(LoggingFailureAnalysisReporter.class.getName(), LogLevel.OFF);
        log.error("Porchlight cannot start. {}", sentence(failure));
        log.debug("The failure of the start", failure.getCause());
    }

    static String sentence(FailureAnalysis failure) {
        String action = failure.getAction() == null ? "" : " " + failure.getAction();
        return (failure.getDescription() + action).strip().replaceAll("\\s+", " ");
    }
}
