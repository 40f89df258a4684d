package dev.porchlight.socket.engine.config;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineSettingsTest {

    @ParameterizedTest
    @MethodSource
    void an_invalid_value_is_rejected_by_name(String name, Consumer<EngineSettings> change) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.accept(EngineSettings.defaults()))
                .withMessageContaining(name);
    }

    static Stream<Arguments> an_invalid_value_is_rejected_by_name() {
        return Stream.of(
                invalid("port", settings -> settings.withPort(70_000)),
                invalid("pingTimeout", settings -> settings.withPingTimeout(Duration.ZERO)),
                invalid("maxBatchBytes", settings -> settings.withMaxBatchBytes(1000)),
                invalid("highWaterMark", settings -> settings.withLowWaterMark(1 << 20)));
    }

    private static Arguments invalid(String name, Consumer<EngineSettings> change) {
        return arguments(name, change);
    }
}
