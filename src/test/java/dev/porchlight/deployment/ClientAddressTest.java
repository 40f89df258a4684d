package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.ApplicationTest;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.testing.RawHttp;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Behind a trusted proxy, both ports know their clients by their own addresses. */
@TestPropertySource(properties = "porchlight.trusted-proxies=127.0.0.1,::1")
@Import(ClientAddressTest.AddressController.class)
class ClientAddressTest extends ApplicationTest {

    @RestController
    static class AddressController {

        @GetMapping("/test/address")
        String address(HttpServletRequest request) {
            return request.getRemoteAddr() + " " + request.getRemoteHost();
        }
    }

    @Test
    void over_http() {
        assertThat(RawHttp.get(port, "/test/address", "X-Forwarded-For: 198.51.100.7", "Connection: close"))
                .endsWith("198.51.100.7 198.51.100.7");
    }

    @Test
    void over_sockets() {
        RawHttp.get(sockets.port(), "/socket.io/?EIO=3&transport=polling", "X-Forwarded-For: 198.51.100.8");

        assertThat(addresses(sockets)).containsExactly("198.51.100.8");
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
