package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** {@code getChats}: a client that was offline asks for what has changed. */
@Tag("store")
class GetChatsTest extends ApplicationTest {

    @Autowired
    private MongoOperations mongo;

    private Account owner;
    private ChatClient ownerClient;

    @BeforeEach
    void connectOwner() {
        owner = newOwner();
        ownerClient = connect();
    }

    @Test
    void without_a_cursor_all_chats_are_listed_and_with_one_those_that_changed() {
        List<GuestChat> chats = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            chats.add(newChat(owner));
        }
        JsonNode first = changes(null, null);
        assertThat(ids(first))
                .containsExactlyElementsOf(chats.stream().map(GuestChat::id).toList());
        assertThat(first.has("more")).isFalse();
        moveBackOneHour();
        assertThat(ids(changes(first.get("cursor").asString(), null))).isEmpty();

        chats.get(3).say("hello");
        ownerClient.ask("closeChat", "chatId", chats.get(1).id(), "token", owner.token());

        JsonNode changed = changes(first.get("cursor").asString(), null);
        assertThat(ids(changed))
                .containsExactlyInAnyOrder(chats.get(1).id(), chats.get(3).id());
        for (JsonNode chat : changed.get("data")) {
            boolean closed = chat.get("_id").asString().equals(chats.get(1).id());
            assertThat(chat.get("status").asString()).isEqualTo(closed ? "closed" : "waiting");
            assertThat(chat.get("lastSeq").asInt()).isEqualTo(closed ? 0 : 1);
        }
    }

    @Test
    void pages_have_no_gap() {
        List<String> chats = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            chats.add(newChat(owner).id());
        }
        // All at one instant, so that the cursor must distinguish them.
        mongo.updateMulti(mine(), Update.update("updatedAt", Instant.now()), "chats");

        List<String> seen = new ArrayList<>();
        JsonNode page = changes(null, 3);
        seen.addAll(ids(page));
        while (page.has("more")) {
            page = changes(page.get("cursor").asString(), 3);
            seen.addAll(ids(page));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(chats);
    }

    @Test
    void the_cursor_of_a_list_continues_it() {
        newChat(owner);
        String cursor = ownerClient
                .ask("getWaitingChats", "token", owner.token())
                .get("cursor")
                .asString();
        moveBackOneHour();
        GuestChat later = newChat(owner);

        assertThat(ids(changes(cursor, null))).containsExactly(later.id());
    }

    @Test
    void all_chats_whose_guests_are_online_are_named_if_that_is_asked_for() {
        GuestChat here = newChat(owner);
        GuestChat away = newChat(owner);
        newChat(newOwner());
        away.client().close();
        String cursor = changes(null, null).get("cursor").asString();
        moveBackOneHour();
        assertThat(changes(cursor, null).has("allOnline")).isFalse();

        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode reply = ownerClient.ask("getChats", "token", owner.token(), "since", cursor, "allOnline", true);
            assertThat(reply.get("data")).isEmpty();
            assertThat(reply.get("allOnline").valueStream().map(JsonNode::asString))
                    .containsExactly(here.id());
        });
    }

    @Test
    void only_the_owners_own_chats_are_listed() {
        newChat(newOwner());

        assertThat(ids(changes(null, null))).isEmpty();
    }

    @Test
    void guests_are_forbidden_and_a_malformed_cursor_is_invalid() {
        GuestChat chat = newChat(owner);
        assertThat(connect().ask("getChats", "token", chat.token()).get("code").asString())
                .isEqualTo("FORBIDDEN");
        for (String since : List.of("", "x", "-", "1-2", "zz-" + "0".repeat(23))) {
            assertThat(changes(since, null).get("code").asString()).as(since).isEqualTo("INVALID");
        }
        assertThat(changes(null, 0).get("code").asString()).isEqualTo("INVALID");
    }

    private void moveBackOneHour() {
        mongo.find(mine(), ChatTime.class, "chats")
                .forEach(chat -> mongo.updateFirst(
                        Query.query(Criteria.where("_id").is(chat.id())),
                        Update.update("updatedAt", chat.updatedAt().minus(Duration.ofHours(1))),
                        "chats"));
    }

    private Query mine() {
        return Query.query(Criteria.where("ownerId").is(new ObjectId(owner.id())));
    }

    private record ChatTime(ObjectId id, Instant updatedAt) {}

    private JsonNode changes(String since, Integer limit) {
        List<Object> fields = new ArrayList<>(List.of("token", owner.token()));
        if (since != null) {
            fields.addAll(List.of("since", since));
        }
        if (limit != null) {
            fields.addAll(List.of("limit", limit));
        }
        return ownerClient.ask("getChats", fields.toArray());
    }

    private static List<String> ids(JsonNode reply) {
        List<String> ids = new ArrayList<>();
        reply.get("data").forEach(chat -> ids.add(chat.get("_id").asString()));
        return ids;
    }
}
