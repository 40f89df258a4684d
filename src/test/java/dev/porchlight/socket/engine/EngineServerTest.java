package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EngineServerTest {

    private static final Logger LEAK_LOGGER = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    private final ResourceLeakDetector.Level defaultLevel = ResourceLeakDetector.getLevel();
    private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

    @BeforeEach
    void detect_every_leak() {
        leaks.start();
        LEAK_LOGGER.addAppender(leaks);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void restore_leak_detection() {
        ResourceLeakDetector.setLevel(defaultLevel);
        LEAK_LOGGER.detachAppender(leaks);
    }

    /** A detector reports what was collected when it tracks the next object of its kind. */
    @Test
    void a_stopped_server_leaks_nothing_and_leak_detection_stays_on() {
        for (int i = 0; i < 3; i++) {
            createStartAndStop();
            assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
            System.gc();
        }
        assertThat(leaks.list).isEmpty();
    }

    private static void createStartAndStop() {
        EngineServer server = new EngineServer(
                EngineSettings.defaults().withPort(0),
                new JacksonJsonSupport(),
                (peer, headers) -> peer,
                new EngineMetrics() {});
        server.start();
        server.stop();
    }
}
