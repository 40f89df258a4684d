package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private static final String SECRET = "hunter2";

    @ParameterizedTest
    @EnumSource
    void what_clients_send_and_session_ids_are_not_logged(Transport transport) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        StringBuilder sids = new StringBuilder("none");
        try (EchoServer server = EchoServer.start()) {
            for (String garbage : List.of(
                    "42[\"echo\",{\"password\":\"" + SECRET + "\"]",
                    "42[\"fail\",\"" + SECRET + "\"]",
                    "43" + "7[\"" + SECRET + "\"]",
                    SECRET)) {
                try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
                    sids.append('|').append(client.sid());
                    client.send(garbage);
                    client.endsWithin(Duration.ofMillis(500));
                }
            }
            await().until(() -> List.copyOf(log.list).stream()
                    .anyMatch(event -> event.getFormattedMessage().contains("event listener threw")));
        } finally {
            root.detachAppender(log);
        }

        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .anyMatch(line -> line.contains("event listener threw java.lang.IllegalStateException"))
                .noneMatch(line -> line.contains(SECRET))
                .noneMatch(line -> line.matches("(?s).*(" + sids + ").*"));
    }
}
