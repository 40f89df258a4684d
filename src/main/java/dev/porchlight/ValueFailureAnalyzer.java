package dev.porchlight;

import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** A setting whose value cannot be read, such as a port that is no number, by the name that people set it by. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final Map<String, String> NAMES =
            Map.of("server.port", "SERVER_PORT", "porchlight.socket.port", "PORCHLIGHT_SOCKET_PORT");

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        String property = cause.getName().toString();
        String name = NAMES.getOrDefault(
                property, property.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", ""));
        String type = cause.getTarget().getType().toString();
        return new FailureAnalysis(
                name + " has a value that cannot be used: set it to "
                        + (type.endsWith("Integer") || type.equals("int")
                                ? "a number."
                                : "a value of type " + type + "."),
                null,
                cause);
    }
}
