package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Connections on which nobody proves who she is do not stay for ever. */
@TestPropertySource(properties = "porchlight.socket.unauthenticated-timeout=1s")
class StrangersTest extends ApplicationTest {

    @Test
    void a_connection_that_speaks_for_nobody_is_closed_and_the_others_stay() throws InterruptedException {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        ChatClient desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
        ChatClient stranger = connect();
        stranger.ask("checkConnection");

        sockets.checkConnections();
        stranger.ask("checkConnection");
        Thread.sleep(1_000);
        sockets.checkConnections();

        assertThat(stranger.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
        assertThat(guest.say("still here").get("statusCode").asInt()).isEqualTo(200);
        assertThat(desk.ask("getWaitingChats").get("statusCode").asInt()).isEqualTo(200);
    }
}
