package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Connections that send no valid token are closed after a timeout. */
@TestPropertySource(properties = "porchlight.socket.unauthenticated-timeout=1s")
class UnauthenticatedConnectionsTest extends ApplicationTest {

    @Test
    void a_connection_without_a_principal_is_closed_after_the_timeout_and_the_others_stay() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        ChatClient ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        ChatClient unauthenticated = connect();
        unauthenticated.ask("checkConnection");

        sockets.checkConnections();
        unauthenticated.ask("checkConnection");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            sockets.checkConnections();
            return unauthenticated.engine().endsWithin(Duration.ofMillis(100));
        });

        assertThat(guest.say("still here").get("statusCode").asInt()).isEqualTo(200);
        assertThat(ownerClient.ask("getWaitingChats").get("statusCode").asInt()).isEqualTo(200);
    }
}
