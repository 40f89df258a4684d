package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.EngineClient.NoMessageException;
import dev.porchlight.testing.ThreadPerTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;

/** {@code deleteChat}: nobody can reach the chat any more, and nothing of it is left but its tombstone. */
class DeleteChatTest extends OwnerConnectionTest {

    private static final int WRITERS = 8;

    @Autowired
    private MongoOperations mongo;

    @Test
    void a_deleted_chat_is_gone_at_once_for_everybody() {
        GuestChat chat = newChat(owner);
        GuestChat other = newChat(owner);
        chat.say("secret");
        String cursor = ownerClient
                .ask("getWaitingChats", "token", owner.token())
                .get("cursor")
                .asString();
        ownerClient.drain();

        JsonNode reply = delete(ownerClient, chat.id(), owner.token());

        assertThat(reply.toString())
                .isEqualTo("{\"statusCode\":200,\"status\":\"success\",\"data\":\"Chat deleted\",\"chatId\":\""
                        + chat.id() + "\"}");
        assertThat(ownerClient.next("chatDeleted").get("chatId").asString()).isEqualTo(chat.id());
        assertThat(chat.client().next("chatDeleted").get("chatId").asString()).isEqualTo(chat.id());
        assertThat(chat.client().next("sessionEnded").get("reason").asString()).isEqualTo("ended");
        assertThat(chat.client().engine().endsWithin(Duration.ofSeconds(5))).isTrue();

        for (String event : List.of("newMessage", "getChatMessages", "closeChat", "deleteChat", "banGuest")) {
            JsonNode gone = ownerClient.ask(event, "chatId", chat.id(), "token", owner.token(), "message", "x");
            JsonNode never = ownerClient.ask(event, "chatId", new ObjectId().toHexString(), "message", "x");
            assertThat(gone.get("code").asString()).as(event).isEqualTo("NOT_FOUND");
            assertThat(gone.get("data")).isEqualTo(never.get("data"));
        }
        assertThat(connect()
                        .ask("getChatMessages", "chatId", chat.id(), "token", chat.token())
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
        for (String list : List.of("getWaitingChats", "getActiveChats", "getClosedChats", "getChats")) {
            assertThat(ownerClient.ask(list, "token", owner.token()).get("data").toString())
                    .as(list)
                    .doesNotContain(chat.id());
        }
        List<JsonNode> changed = new ArrayList<>();
        ownerClient
                .ask("getChats", "token", owner.token(), "since", cursor)
                .get("data")
                .forEach(changed::add);
        assertThat(changed)
                .filteredOn(each -> each.get("_id").asString().equals(chat.id()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.propertyNames()).containsExactly("_id", "status", "revision");
                    assertThat(each.get("status").asString()).isEqualTo("deleted");
                });
        assertThat(other.say("untouched").get("statusCode").asInt()).isEqualTo(200);
        assertThat(stored("messages", "chatId", chat.id())).isZero();
        assertThat(stored("guests", "_id", chat.guestId())).isZero();
    }

    @Test
    void the_guest_of_a_deleted_chat_returns_as_a_new_guest() {
        GuestChat chat = newChat(owner);
        delete(ownerClient, chat.id(), owner.token());

        JsonNode anew = connect()
                .ask(
                        "getNewChat",
                        "email",
                        "guest@example.com",
                        "name",
                        "Guest",
                        "domain",
                        owner.domain(),
                        "guestToken",
                        chat.token());

        assertThat(anew.get("chatId").asString()).isNotEqualTo(chat.id());
        assertThat(anew.get("guestId").asString()).isNotEqualTo(chat.guestId());
    }

    @Test
    void only_the_owner_of_a_chat_may_delete_it() {
        GuestChat chat = newChat(owner);

        assertThat(delete(chat.client(), chat.id(), chat.token()).get("code").asString())
                .isEqualTo("FORBIDDEN");
        assertThat(delete(connect(), chat.id(), newOwner().token()).get("code").asString())
                .isEqualTo("NOT_FOUND");
        assertThat(delete(connect(), chat.id(), "nonsense").get("code").asString())
                .isEqualTo("UNAUTHORIZED");
        assertThat(delete(connect(), "nonsense", owner.token()).get("code").asString())
                .isEqualTo("INVALID");
        assertThat(chat.say("still here").get("statusCode").asInt()).isEqualTo(200);
    }

    @Test
    void no_message_is_left_of_a_chat_that_is_deleted_while_eight_connections_write() throws Exception {
        for (int round = 0; round < 3; round++) {
            GuestChat chat = newChat(owner);
            AtomicInteger acknowledged = new AtomicInteger();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                ChatClient writer = connect();
                String token = i % 2 == 0 ? chat.token() : owner.token();
                writers.add(CompletableFuture.runAsync(
                        () -> writeUntilGone(writer, chat.id(), token, acknowledged), new ThreadPerTask()));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.get() >= 50);

            assertThat(delete(ownerClient, chat.id(), owner.token())
                            .get("statusCode")
                            .asInt())
                    .isEqualTo(200);
            int before = acknowledged.get();
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get();

            assertThat(stored("messages", "chatId", chat.id())).isZero();
            assertThat(before).isGreaterThanOrEqualTo(50);
            assertThat(mongo.getCollection("chats")
                            .find(new Document("_id", new ObjectId(chat.id())))
                            .first()
                            .toJson())
                    .doesNotContain("Guest", "@", "secret");
        }
    }

    private static void writeUntilGone(ChatClient writer, String chatId, String token, AtomicInteger acknowledged) {
        try {
            while (true) {
                JsonNode reply = writer.ask("newMessage", "chatId", chatId, "token", token, "message", "secret");
                if (reply.get("statusCode").asInt() != 200) {
                    assertThat(reply.get("code").asString()).isIn("NOT_FOUND", "UNAUTHORIZED");
                    return;
                }
                acknowledged.incrementAndGet();
            }
        } catch (NoMessageException closed) {
            // The server closed the guest's connection.
        }
    }

    private static JsonNode delete(ChatClient client, String chatId, String token) {
        return client.ask("deleteChat", "chatId", chatId, "token", token);
    }

    private long stored(String collection, String field, String id) {
        return mongo.getCollection(collection).countDocuments(new Document(field, new ObjectId(id)));
    }
}
