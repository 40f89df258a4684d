package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.servlet.autoconfigure.MultipartProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

/** With settings of Spring, as a record of our own kind would be taken for one of the application's. */
class RequiredUnitsTest {

    private static final String TIME = "spring.lifecycle.timeout-per-shutdown-phase=";
    private static final String SIZE = "spring.servlet.multipart.max-file-size=";

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(RequiredUnits.class, Settings.class);

    @EnableConfigurationProperties({LifecycleProperties.class, MultipartProperties.class})
    static class Settings {}

    @ParameterizedTest
    @CsvSource({"30s, PT30S", "10m, PT10M", "30d, PT720H", "500ms, PT0.5S", "PT1H, PT1H", "0, PT0S"})
    void a_time_has_a_unit(String text, Duration time) {
        application
                .withPropertyValues(TIME + text)
                .run(context -> assertThat(
                                context.getBean(LifecycleProperties.class).getTimeoutPerShutdownPhase())
                        .isEqualTo(time));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-30", "+5", "00", "1.5", "30 ", "PT30", "soon", "3 0s"})
    void a_time_without_is_refused_by_name(String text) {
        assertRefused(
                TIME + text,
                "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE must be a time with its unit, such as 30s, 10m, 12h or 30d.");
    }

    @ParameterizedTest
    @CsvSource({"64KB, 65536", "0, 0"})
    void a_size_has_a_unit(String text, long bytes) {
        application
                .withPropertyValues(SIZE + text)
                .run(context -> assertThat(
                                context.getBean(MultipartProperties.class).getMaxFileSize())
                        .isEqualTo(DataSize.ofBytes(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "much"})
    void a_size_without_is_refused_by_name(String text) {
        assertRefused(
                SIZE + text,
                "SPRING_SERVLET_MULTIPART_MAX_FILE_SIZE must be a size with its unit, such as 64KB or 1MB.");
    }

    private void assertRefused(String property, String sentence) {
        application.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            assertThat(new StartupFailureAnalyzer(new MockEnvironment())
                            .analyze(context.getStartupFailure())
                            .getDescription())
                    .isEqualTo(sentence);
        });
    }
}
