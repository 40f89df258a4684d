package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardSettingsTest {

    private final GuardSettings settings = GuardSettings.defaults();

    @Test
    void nonsenseIsRefusedWithItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPort(70_000))
                .withMessageContaining("port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPingTimeout(Duration.ZERO))
                .withMessageContaining("pingTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withMaxBatchBytes(1000))
                .withMessageContaining("maxBatchBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withLowWaterMark(1 << 20))
                .withMessageContaining("highWaterMark");
    }
}
