package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.token.TokenService;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class RevokedGuestTest extends ApplicationTest {

    @Autowired
    private TokenService tokens;

    @Test
    void a_revoked_guest_is_disconnected_at_once_and_their_token_is_refused() {
        Account owner = newOwner();
        GuestChat chat = newChat(owner);
        GuestChat other = newChat(owner);
        chat.say("hello");

        tokens.revokeGuestTokens(new ObjectId(chat.guestId()));

        assertThat(chat.client().next("sessionEnded").get("reason").asString()).isEqualTo("ended");
        ChatClient again = connect();
        assertThat(again.ask("newMessage", "chatId", chat.id(), "token", chat.token(), "message", "still here?")
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
        JsonNode anew = again.ask(
                "getNewChat",
                "email",
                "guest@example.com",
                "name",
                "Guest",
                "domain",
                owner.domain(),
                "guestToken",
                chat.token());
        assertThat(anew.get("guestId").asString()).isNotEqualTo(chat.guestId());
        assertThat(other.say("untouched").get("statusCode").asInt()).isEqualTo(200);
    }
}
