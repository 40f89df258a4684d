package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A banned guest may not write, nor return from the same address as a new guest. */
@TestPropertySource(properties = "porchlight.trusted-proxies=127.0.0.1,::1")
class BanTest extends OwnerConnectionTest {

    private static final String SENTENCE = "You can't write here any more.";

    @Autowired
    private MongoOperations mongo;

    private final List<ChatClient> remoteClients = new ArrayList<>();

    @AfterEach
    void closeRemoteClients() {
        remoteClients.forEach(ChatClient::close);
    }

    @Test
    void every_request_of_a_banned_guest_is_forbidden_until_the_ban_is_lifted() {
        GuestChat chat = newChat(owner);
        GuestChat otherGuest = newChat(owner);
        chat.say("spam");

        assertThat(moderate("banGuest", chat).toString())
                .isEqualTo("{\"statusCode\":200,\"status\":\"success\",\"data\":\"Guest banned\",\"chatId\":\""
                        + chat.id() + "\"}");

        for (String event : List.of("newMessage", "getChatMessages", "typing", "markRead", "closeChat")) {
            JsonNode reply = chat.client()
                    .ask(event, "chatId", chat.id(), "token", chat.token(), "message", "more spam", "seq", 1);
            assertForbidden(reply);
        }
        assertForbidden(open(connect(), owner, chat.token()));
        assertThat(otherGuest.say("hello").get("statusCode").asInt()).isEqualTo(200);
        JsonNode closed = ownerClient
                .ask("getClosedChats", "token", owner.token())
                .get("data")
                .get(0);
        assertThat(closed.get("_id").asString()).isEqualTo(chat.id());
        assertThat(Instant.parse(closed.get("bannedAt").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());

        moderate("unbanGuest", chat);
        moderate("unbanGuest", chat);

        assertThat(chat.say("sorry").get("statusCode").asInt()).isEqualTo(200);
        assertThat(open(connect(), owner, chat.token()).get("chatId").asString())
                .isEqualTo(chat.id());
        JsonNode waiting =
                ownerClient.ask("getWaitingChats", "token", owner.token()).get("data");
        assertThat(waiting.toString()).contains(chat.id()).doesNotContain("bannedAt");
    }

    @Test
    void a_banned_guest_gets_no_pushes_until_the_ban_is_lifted() {
        GuestChat chat = newChat(owner);
        ChatClient secondTab = connect();
        secondTab.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());

        moderate("banGuest", chat);
        List.of(chat.client(), secondTab).forEach(ChatClient::drain);
        say(chat, "for the owner only");
        ownerClient.ask("typing", "chatId", chat.id(), "token", owner.token());

        for (ChatClient banned : List.of(chat.client(), secondTab)) {
            assertThat(banned.drain()).isEmpty();
            // The connection is still authenticated.
            assertForbidden(banned.ask("getChatMessages", "chatId", chat.id()));
            assertForbidden(banned.ask("getChatMessages", "chatId", chat.id()));
        }

        moderate("unbanGuest", chat);
        assertThat(chat.client()
                        .ask("getChatMessages", "chatId", chat.id())
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
        say(chat, "welcome back");
        assertThat(chat.client()
                        .next("messageAdded")
                        .get("message")
                        .get("message")
                        .asString())
                .isEqualTo("welcome back");
    }

    @Test
    void a_guest_banned_by_another_process_gets_no_pushes_after_a_request_was_forbidden() {
        GuestChat chat = newChat(owner);
        mongo.getCollection("chats")
                .updateOne(
                        new Document("_id", new ObjectId(chat.id())),
                        new Document("$set", new Document("bannedAt", new Date())));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> chat.client()
                                .ask("getChatMessages", "chatId", chat.id())
                                .get("statusCode")
                                .asInt()
                        == 403);
        chat.client().drain();
        say(chat, "for the owner only");

        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void the_owner_gets_one_push_for_a_repeated_ban() {
        GuestChat chat = newChat(owner);
        ownerClient.drain();

        moderate("banGuest", chat);
        moderate("banGuest", chat);

        assertThat(ownerClient.drain())
                .filteredOn(event -> event.name().equals("chatUpdated"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().get("chat").get("status").asString())
                            .isEqualTo("closed");
                    assertThat(event.data().get("chat").has("bannedAt")).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.7, 198.51.100.8",
        "2001:db8:1:2:3::4, 2001:db8:1:2:ffff::1, 2001:db8:1:3::4",
    })
    void an_address_ban_holds_for_one_owner_and_one_address_block(String banned, String again, String another) {
        JsonNode chat = open(from(banned), owner, null);
        Account other = newOwner();

        moderate("banGuest", chat.get("chatId").asString());

        assertForbidden(open(from(again), owner, null));
        assertThat(open(from(another), owner, null).has("chatId")).isTrue();
        assertThat(open(from(again), other, null).has("chatId")).isTrue();

        moderate("unbanGuest", chat.get("chatId").asString());
        assertThat(open(from(again), owner, null).has("chatId")).isTrue();
    }

    @Test
    void an_address_ban_outlives_the_chat_and_stores_no_plain_address() {
        JsonNode chat = open(from("203.0.113.99"), owner, null);
        moderate("banGuest", chat.get("chatId").asString());
        ownerClient.ask("deleteChat", "chatId", chat.get("chatId").asString(), "token", owner.token());

        assertForbidden(open(from("203.0.113.99"), owner, null));
        Document ban = mongo.getCollection("bans")
                .find(new Document("ownerId", new ObjectId(owner.id())))
                .first();
        assertThat(ban.getDate("expiresAt").toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(7)).minusSeconds(60),
                        Instant.now().plus(Duration.ofDays(7)));
        assertThat(ban.getString("address")).matches("[0-9a-f]{32}");
        assertThat(mongo.getCollection("guestAddresses")
                        .countDocuments(new Document(
                                "_id", new ObjectId(chat.get("guestId").asString()))))
                .isZero();
        for (String collection : mongo.getCollectionNames()) {
            mongo.getCollection(collection)
                    .find()
                    .forEach(document -> assertThat(document.toJson()).doesNotContain("203.0.113.99"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "fd00::1"})
    void a_private_address_is_not_banned(String address) {
        JsonNode chat = open(from(address), owner, null);
        moderate("banGuest", chat.get("chatId").asString());

        assertForbidden(open(from(address), owner, chat.get("guestToken").asString()));
        assertThat(open(from(address), owner, null).has("chatId")).isTrue();
    }

    @Test
    void only_the_owner_of_a_chat_may_ban() {
        GuestChat chat = newChat(owner);
        for (String event : List.of("banGuest", "unbanGuest")) {
            assertThat(chat.client()
                            .ask(event, "chatId", chat.id(), "token", chat.token())
                            .get("code")
                            .asString())
                    .isEqualTo("FORBIDDEN");
            assertThat(connect()
                            .ask(event, "chatId", chat.id(), "token", newOwner().token())
                            .get("code")
                            .asString())
                    .isEqualTo("NOT_FOUND");
        }
        assertThat(chat.say("still here").get("statusCode").asInt()).isEqualTo(200);
    }

    private ChatClient from(String address) {
        ChatClient client = ChatClient.connect(sockets.port(), "X-Forwarded-For: " + address);
        remoteClients.add(client);
        return client;
    }

    private void say(GuestChat chat, String text) {
        assertThat(ownerClient
                        .ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", text)
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
    }

    private JsonNode moderate(String event, GuestChat chat) {
        return moderate(event, chat.id());
    }

    private JsonNode moderate(String event, String chatId) {
        JsonNode reply = ownerClient.ask(event, "chatId", chatId, "token", owner.token());
        assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(200);
        return reply;
    }

    private static JsonNode open(ChatClient client, Account owner, String guestToken) {
        List<Object> fields =
                new ArrayList<>(List.of("email", "guest@example.com", "name", "Guest", "domain", owner.domain()));
        if (guestToken != null) {
            fields.addAll(List.of("guestToken", guestToken));
        }
        return client.ask("getNewChat", fields.toArray());
    }

    private static void assertForbidden(JsonNode reply) {
        assertThat(reply.get("code").asString()).as("%s", reply).isEqualTo("FORBIDDEN");
        assertThat(reply.get("statusCode").asInt()).isEqualTo(403);
        assertThat(reply.get("data").asString()).isEqualTo(SENTENCE);
    }
}
