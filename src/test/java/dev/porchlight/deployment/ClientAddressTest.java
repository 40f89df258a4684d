package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.ApplicationTest;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

/** Behind a trusted proxy, both ports know their clients by their own addresses. */
@BehindProxy
class ClientAddressTest extends ApplicationTest {

    @Test
    void over_http() {
        assertThat(RawHttp.get(port, "/test/address", "X-Forwarded-For: 198.51.100.7", "Connection: close"))
                .endsWith("198.51.100.7 198.51.100.7");
    }

    @Test
    void over_sockets() {
        List<String> before = addresses(sockets);

        RawHttp.get(sockets.port(), "/socket.io/?EIO=3&transport=polling", "X-Forwarded-For: 198.51.100.8");

        await().untilAsserted(() -> {
            List<String> added = new ArrayList<>(addresses(sockets));
            before.forEach(added::remove);
            assertThat(added).containsExactly("198.51.100.8");
        });
    }

    static List<String> addresses(SocketServer sockets) {
        Map<?, ?> connections = (Map<?, ?>) ReflectionTestUtils.getField(sockets, "connections");
        return connections.values().stream()
                .map(connection -> (SocketIOClient) ReflectionTestUtils.getField(connection, "client"))
                .map(client ->
                        client.getHandshakeData().getAddress().getAddress().getHostAddress())
                .toList();
    }
}
