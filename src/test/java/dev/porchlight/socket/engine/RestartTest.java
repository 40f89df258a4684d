package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartTest {

    @Test
    @DisplayName("A server starts again on the port on which it has just closed connections (row 22)")
    void restart() {
        GuardedServer first = start(0);
        int port = first.port();
        try (EngineClient client = EngineClient.connect(port, Transport.WEBSOCKET, 4)) {
            first.stop();
        }

        GuardedServer second = start(port);

        assertThat(second.port()).isEqualTo(port);
        EngineClient.connect(port, Transport.WEBSOCKET, 4).close();
        Thread stopping = new Thread(second::stop, "stopping-server");
        stopping.setDaemon(true);
        stopping.start();
    }

    private static GuardedServer start(int port) {
        GuardedServer server = GuardedServer.create(
                GuardSettings.defaults().withPort(port),
                new JacksonJsonSupport(),
                (peer, headers) -> peer,
                new GuardWatch() {});
        server.start();
        return server;
    }
}
