package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.socket.EventCatalog.Field;
import dev.porchlight.socket.EventCatalog.Sender;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Forgery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Every event, sent by everybody who may and everybody who may not. */
@TestPropertySource(properties = "porchlight.jwt-secret=" + Forgery.SECRET)
class EventIsolationTest extends ApplicationTest {

    private static final String SECRET_TEXT = "a secret";

    @Autowired
    private EventTable eventTable;

    private static Account owner;
    private static Account otherOwner;
    private static Account loggedOut;
    private static GuestChat otherGuest;

    private GuestChat chat;

    static Stream<EventCatalog> events() {
        return EventCatalog.ALL.stream().filter(event -> event.sender() != Sender.ANYBODY);
    }

    @BeforeEach
    void openChats() {
        if (owner == null) {
            owner = newOwner();
            otherOwner = newOwner();
            loggedOut = logIn(owner);
            rest().post("/owner/logout", rest().json("token", loggedOut.token()));
            otherGuest = newChat(owner);
        }
        chat = newChat(owner);
        chat.say(SECRET_TEXT);
    }

    @Test
    void the_catalog_is_complete() {
        EventCatalog.requireComplete(eventTable);
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_request_without_a_token_is_unauthorized(EventCatalog event) {
        assertRefused(ask(event, null, chat.id()), "UNAUTHORIZED");
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_invalid_token_is_unauthorized_always_in_the_same_words(EventCatalog event) {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("garbage", "garbage");
        tokens.put("logged out", loggedOut.token());
        for (String good : List.of(owner.token(), chat.token())) {
            tokens.put("expired " + good, Forgery.expired(good));
            tokens.put("wrong key " + good, Forgery.signedWithAnotherKey(good));
            tokens.put("no algorithm " + good, Forgery.withoutSignature(good));
            tokens.put("changed " + good, Forgery.changed(good));
            tokens.put("other kind " + good, Forgery.withKind(good, "identity"));
            tokens.put("no kind " + good, Forgery.withKind(good, null));
        }
        tokens.put("the guest's as an owner's", Forgery.withKind(chat.token(), "owner"));
        List<JsonNode> replies = new ArrayList<>();
        tokens.forEach((why, token) -> {
            JsonNode reply = ask(event, token, chat.id());
            assertThat(reply.get("code").asString()).as("%s: %s", why, reply).isEqualTo("UNAUTHORIZED");
            replies.add(reply);
        });
        assertThat(replies).as("always in the same words").allMatch(replies.get(0)::equals);
    }

    @ParameterizedTest
    @MethodSource("events")
    void another_owner_cannot_tell_the_chat_exists(EventCatalog event) {
        JsonNode reply = ask(event, otherOwner.token(), chat.id());

        assertThat(reply.toString()).doesNotContain(SECRET_TEXT, chat.guestId());
        if (event.sender() == Sender.OWNERS) {
            assertThat(reply.toString()).doesNotContain(chat.id());
        } else if (event.sender() == Sender.ITS_GUEST) {
            assertRefused(reply, "FORBIDDEN");
        } else {
            assertSameAsForNothing(event, otherOwner.token(), reply);
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void another_guest_of_the_same_owner_cannot_tell_the_chat_exists(EventCatalog event) {
        JsonNode reply = ask(event, otherGuest.token(), chat.id());

        if (event.sender() == Sender.MEMBERS || event.sender() == Sender.ITS_GUEST) {
            assertSameAsForNothing(event, otherGuest.token(), reply);
        } else {
            assertRefused(reply, "FORBIDDEN");
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void the_guest_of_the_chat_may_use_the_events_of_members_and_guests(EventCatalog event) {
        JsonNode reply = ask(event, chat.token(), chat.id());

        if (event.sender() == Sender.MEMBERS || event.sender() == Sender.ITS_GUEST) {
            assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(200);
        } else {
            assertRefused(reply, "FORBIDDEN");
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void the_owner_of_the_chat_may_use_all_events_but_the_guests(EventCatalog event) {
        JsonNode reply = ask(event, owner.token(), chat.id());

        if (event.sender() == Sender.ITS_GUEST) {
            assertRefused(reply, "FORBIDDEN");
        } else {
            assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(200);
        }
    }

    /** The reply for a chat of others equals that for a chat that does not exist. */
    private void assertSameAsForNothing(EventCatalog event, String token, JsonNode reply) {
        String nothing = "0123456789abcdef01234567";
        assertRefused(reply, "NOT_FOUND");
        assertThat(reply.toString().replace(chat.id(), nothing))
                .isEqualTo(ask(event, token, nothing).toString());
        JsonNode history = ask(EventCatalog.named("getChatMessages"), owner.token(), chat.id());
        assertThat(history.get("data")).hasSize(1);
        assertThat(history.get("ownerReadSeq").asInt()).isZero();
    }

    private static void assertRefused(JsonNode reply, String code) {
        assertThat(reply.get("code").asString()).as("%s", reply).isEqualTo(code);
        assertThat(reply.toString()).doesNotContain(SECRET_TEXT);
    }

    /** On a new connection, which has no earlier token. */
    private JsonNode ask(EventCatalog event, String token, String chatId) {
        List<Object> fields = new ArrayList<>();
        for (Field field : event.fields()) {
            Object value = switch (field.kind()) {
                case CHAT_ID -> chatId;
                case TOKEN -> token;
                case TEXT -> "hello from " + UUID.randomUUID();
                case RATING -> "good";
                default -> field.required() ? 1 : null;
            };
            if (value != null) {
                fields.add(field.name());
                fields.add(value);
            }
        }
        try (ChatClient client = ChatClient.connect(sockets.port())) {
            return client.ask(event.event(), fields.toArray());
        }
    }
}
