package dev.porchlight.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** For tests of commands, which lower the log level of their process: here it is that of the tests after them, too. */
public final class RootLogLevel implements AfterEachCallback {

    @Override
    public void afterEach(ExtensionContext context) {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        for (String silenced :
                List.of("org.springframework.boot.diagnostics", "org.springframework.boot.SpringApplication")) {
            ((Logger) LoggerFactory.getLogger(silenced)).setLevel(null);
        }
    }
}
