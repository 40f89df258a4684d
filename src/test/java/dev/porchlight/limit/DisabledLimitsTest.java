package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Disabled limits hold for nobody, however small their numbers and forwarded or not. */
@TestPropertySource(
        properties = {
            "porchlight.limits.enabled=false",
            "porchlight.limits.exempt=",
            "porchlight.limits.registrations-per-hour=1",
            "porchlight.limits.log-in-failures=1",
            "porchlight.limits.chats-per-hour=1",
            "porchlight.limits.message-burst=1",
            "porchlight.limits.guest-messages-per-second=1",
            "porchlight.limits.request-burst=1",
            "porchlight.limits.requests-per-second=1",
            "porchlight.limits.connections-per-address=1",
        })
class DisabledLimitsTest extends ApplicationTest {

    @Test
    void no_request_is_limited() {
        Account owner = newOwner();
        newOwner();
        for (int i = 0; i < 3; i++) {
            assertThat(rest().post("/owner/login", rest().json("email", owner.email(), "password", "wrong password"))
                            .status())
                    .isEqualTo(401);
        }
        newChat(owner, "X-Forwarded-For: 198.51.100.7");
        GuestChat chat = newChat(owner, "X-Forwarded-For: 198.51.100.7");
        for (int i = 0; i < 10; i++) {
            assertThat(chat.say("m" + i).get("statusCode").asInt()).isEqualTo(200);
        }
        ChatClient ownerClient = connect();
        for (int i = 0; i < 10; i++) {
            assertThat(ownerClient
                            .ask("getWaitingChats", "token", owner.token())
                            .get("statusCode")
                            .asInt())
                    .isEqualTo(200);
        }
    }
}
