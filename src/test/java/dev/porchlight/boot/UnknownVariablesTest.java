package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnknownVariablesTest {

    @Test
    void settings_that_do_not_exist_are_named_with_the_nearest_that_does() {
        assertThat(linesFor("PORCHLIGHT_DAT", "PORCHLIGHT_LIMITS_CHAT_PER_HOUR", "porchlight_soket_drain"))
                .containsExactly(
                        "PORCHLIGHT_DAT is no setting of Porchlight and has no effect. Is PORCHLIGHT_DATA meant?",
                        "PORCHLIGHT_LIMITS_CHAT_PER_HOUR is no setting of Porchlight and has no effect."
                                + " Is PORCHLIGHT_LIMITS_CHATS_PER_HOUR meant?",
                        "porchlight_soket_drain is no setting of Porchlight and has no effect."
                                + " Is PORCHLIGHT_SOCKET_DRAIN meant?");
    }

    @Test
    void nothing_is_said_of_settings_and_of_the_variables_of_others() {
        assertThat(linesFor(
                        "PORCHLIGHT_DATA",
                        "porchlight_data",
                        "PORCHLIGHT_LIMITS_CHATSPERHOUR",
                        "PORCHLIGHT_TRUSTED_PROXIES_0",
                        "PORCHLIGHT_MONGODB_URI",
                        "MONGODB_URI",
                        "JWT_SECRET",
                        "SERVER_PORT",
                        "PATH"))
                .isEmpty();
    }

    private static List<String> linesFor(String... variables) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> values = Arrays.stream(variables).collect(Collectors.toMap(name -> name, name -> "secret"));
        environment
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, values));
        Logger logger = (Logger) LoggerFactory.getLogger(UnknownVariables.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            new UnknownVariables(Supplier::get).postProcessEnvironment(environment, new SpringApplication());
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
