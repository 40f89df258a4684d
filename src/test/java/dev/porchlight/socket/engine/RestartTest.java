package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import org.junit.jupiter.api.Test;

class RestartTest {

    @Test
    void a_server_starts_on_the_port_that_it_has_just_closed() {
        EngineServer first = start(0);
        int port = first.port();
        try (EngineClient client = EngineClient.connect(port, Transport.WEBSOCKET, 4)) {
            first.stop();
        }

        EngineServer second = start(port);

        assertThat(second.port()).isEqualTo(port);
        EngineClient.connect(port, Transport.WEBSOCKET, 4).close();
        second.stop();
    }

    private static EngineServer start(int port) {
        EngineServer server = new EngineServer(
                EngineSettings.defaults().withPort(port),
                new JacksonJsonSupport(),
                (peer, headers) -> peer,
                new EngineMetrics() {});
        server.start();
        return server;
    }
}
