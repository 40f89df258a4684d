package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** A desk that slept asks once what has changed. */
class ChangesTest extends ApplicationTest {

    @Autowired
    private MongoOperations mongo;

    private Account owner;
    private ChatClient desk;

    @BeforeEach
    void openDesk() {
        owner = newOwner();
        desk = connect();
    }

    @Test
    void tells_all_chats_the_first_time_and_then_what_has_changed() {
        List<GuestChat> chats = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            chats.add(newChat(owner));
        }
        JsonNode first = changes(null, null);
        assertThat(ids(first))
                .containsExactlyElementsOf(chats.stream().map(GuestChat::id).toList());
        assertThat(first.has("more")).isFalse();
        an_hour_passes();
        assertThat(ids(changes(first.get("cursor").asString(), null))).isEmpty();

        chats.get(3).say("hello");
        desk.ask("closeChat", "chatId", chats.get(1).id(), "token", owner.token());

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
    void goes_page_by_page_without_a_gap() {
        List<String> chats = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            chats.add(newChat(owner).id());
        }
        // All at one instant, so that the cursor has to tell them apart.
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
    void the_lists_give_a_cursor_to_go_on_from() {
        newChat(owner);
        String cursor = desk.ask("getWaitingChats", "token", owner.token())
                .get("cursor")
                .asString();
        an_hour_passes();
        GuestChat later = newChat(owner);

        assertThat(ids(changes(cursor, null))).containsExactly(later.id());
    }

    @Test
    void is_about_ones_own_chats_only() {
        newChat(newOwner());

        assertThat(ids(changes(null, null))).isEmpty();
    }

    @Test
    void is_for_owners_and_refuses_what_is_no_cursor() {
        GuestChat chat = newChat(owner);
        assertThat(connect().ask("getChats", "token", chat.token()).get("code").asString())
                .isEqualTo("FORBIDDEN");
        for (String since : List.of("", "x", "-", "1-2", "zz-" + "0".repeat(23))) {
            assertThat(changes(since, null).get("code").asString()).as(since).isEqualTo("INVALID");
        }
        assertThat(changes(null, 0).get("code").asString()).isEqualTo("INVALID");
    }

    private void an_hour_passes() {
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
        return desk.ask("getChats", fields.toArray());
    }

    private static List<String> ids(JsonNode reply) {
        List<String> ids = new ArrayList<>();
        reply.get("data").forEach(chat -> ids.add(chat.get("_id").asString()));
        return ids;
    }
}
