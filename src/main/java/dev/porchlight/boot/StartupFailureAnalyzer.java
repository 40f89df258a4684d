package dev.porchlight.boot;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import dev.porchlight.error.InvalidSettingException;
import java.net.BindException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Describes a failed start in one sentence that names the setting to change. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
final class StartupFailureAnalyzer implements FailureAnalyzer {

    private static final String MONGODB_URI = "porchlight.mongodb-uri";

    private static final int UNAUTHORIZED = 13;
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEY_SPECS_CONFLICT = 86;
    private static final int DUPLICATE_KEY = 11000;

    private final Environment environment;

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        FailureAnalysis analysis = null;
        // The innermost cause that has a description is the most specific.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String description = describe(cause, failure);
            if (description != null) {
                analysis = new FailureAnalysis(description, null, failure);
            }
        }
        if (analysis == null
                && NestedExceptionUtils.getMostSpecificCause(failure) instanceof InvalidPathException path) {
            analysis = new FailureAnalysis(
                    "The locale of this process cannot write the path " + path.getInput()
                            + ": set LC_ALL=C.UTF-8, or choose another path.",
                    null,
                    failure);
        }
        return analysis;
    }

    private @Nullable String describe(Throwable cause, Throwable failure) {
        if (cause instanceof InvalidSettingException) {
            return cause.getMessage();
        }
        if (cause instanceof InvalidConfigurationPropertyValueException value) {
            return unreadable(value.getName(), null);
        }
        if (cause instanceof org.springframework.boot.context.properties.bind.BindException binding) {
            return unreadable(
                    binding.getName().toString(), binding.getTarget().getType().resolve());
        }
        if (cause instanceof PortInUseException port) {
            return "Port " + port.getPort() + " is taken: stop what uses it, or set " + serverVariable(failure, "PORT")
                    + " to a free one.";
        }
        if (cause instanceof WebServerException
                && NestedExceptionUtils.getRootCause(cause) instanceof BindException bind) {
            return "The port of " + (isManagement(failure) ? "the meters" : "REST") + " cannot be opened ("
                    + bind.getMessage() + "): set " + serverVariable(failure, "ADDRESS")
                    + " to an address of this machine, and " + serverVariable(failure, "PORT")
                    + " to a port that you may open.";
        }
        if (isManagement(failure)
                && cause instanceof IllegalArgumentException
                && String.valueOf(cause.getMessage()).contains("out of range")) {
            return "MANAGEMENT_SERVER_PORT must be a port from 0 to 65535.";
        }
        if (String.valueOf(cause.getMessage()).contains("spring.profiles.")) {
            return "SPRING_PROFILES_ACTIVE must be names of letters, digits, dots, dashes and underscores, separated by"
                    + " commas; Porchlight needs none.";
        }
        if (cause instanceof MongoSecurityException) {
            return "MongoDB refuses the user or the password in MONGODB_URI: correct them, or leave it unset to keep"
                    + " data in PORCHLIGHT_DATA.";
        }
        if (cause instanceof MongoCommandException error) {
            String description = describe(error);
            if (description != null) {
                return description;
            }
        }
        if (cause instanceof MongoException
                && environment.getProperty(MONGODB_URI, "").isBlank()) {
            return "The store in PORCHLIGHT_DATA does not answer in time ("
                    + cause.getClass().getSimpleName() + "): see whether its disk is full or slow, and start again.";
        }
        if (cause instanceof MongoException) {
            return "MongoDB does not serve us (" + cause.getClass().getSimpleName()
                    + "): start it, correct MONGODB_URI, or leave that unset to keep data in PORCHLIGHT_DATA.";
        }
        return null;
    }

    /** Boot starts the server of the management port in a context of its own. */
    private static boolean isManagement(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("childManagementContext"));
    }

    private static String serverVariable(Throwable failure, String name) {
        return (isManagement(failure) ? "MANAGEMENT_SERVER_" : "SERVER_") + name;
    }

    private static @Nullable String describe(MongoCommandException error) {
        return switch (error.getErrorCode()) {
            case UNAUTHORIZED ->
                "MongoDB does not let us do what we need: name a user in MONGODB_URI who has the role"
                        + " readWrite on its database.";
            case INDEX_OPTIONS_CONFLICT, INDEX_KEY_SPECS_CONFLICT ->
                "MongoDB has an index that is not as Porchlight needs it: drop it and start again. "
                        + error.getErrorMessage();
            case DUPLICATE_KEY ->
                "MongoDB holds documents that an index of Porchlight forbids: remove all but one and start again. "
                        + withoutValues(error.getErrorMessage());
            default -> null;
        };
    }

    /** The duplicate value may be an e-mail address, which must not be logged. */
    private static String withoutValues(String duplicateKeyMessage) {
        int values = duplicateKeyMessage.indexOf(" dup key:");
        return values < 0 ? "" : duplicateKeyMessage.substring(0, values);
    }

    private static String unreadable(String property, @Nullable Class<?> type) {
        String variable = variable(property);
        if (type == Duration.class) {
            return variable + " must be a time with its unit, such as 30s, 10m, 12h or 30d.";
        }
        if (type == DataSize.class) {
            return variable + " must be a size with its unit, such as 64KB or 1MB.";
        }
        if (type == Path.class) {
            return variable
                    + " must be a path, and one that the locale of this process can write: set LC_ALL=C.UTF-8, or"
                    + " choose another path.";
        }
        return "The value of " + variable
                + " cannot be read: give it one of the right type, such as a number for a port, or true or false.";
    }

    /** The environment variable of a property. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
