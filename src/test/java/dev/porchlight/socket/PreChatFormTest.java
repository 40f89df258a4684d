package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;

/** What {@code getNewChat} requires by the site's pre-chat form, and what it stores of a visit. */
class PreChatFormTest extends OwnerConnectionTest {

    @Autowired
    private MongoOperations mongo;

    @Test
    void a_site_without_settings_requires_name_and_email_of_a_new_guest() {
        assertThat(open("name", "Ada").get("data").asString()).isEqualTo("Please fill in email.");
        assertThat(open("email", "ada@example.com").get("data").asString()).isEqualTo("Please fill in name.");
        assertThat(open("guestToken", "expired").get("code").asString()).isEqualTo("INVALID");
        assertThat(ownerClient.drain()).isEmpty();
        assertThat(mongo.getCollection("guests").countDocuments(new Document("ownerId", new ObjectId(owner.id()))))
                .isZero();
    }

    @Test
    void an_optional_field_may_be_absent_and_is_then_in_no_reply_or_push() {
        ask("optional", "optional");

        JsonNode nameless = open();
        JsonNode named = open("name", "Ada", "email", "Ada@Example.com");

        assertThat(nameless.propertyNames()).containsExactlyInAnyOrder("guestToken", "chatId", "guestId");
        assertThat(opened().propertyNames()).containsExactly("_id", "verified");
        assertThat(opened().get("email").asString()).isEqualTo("ada@example.com");
        for (JsonNode chat : ownerClient.ask("getWaitingChats").get("data")) {
            boolean isNamed = chat.get("_id").equals(named.get("chatId"));
            assertThat(chat.get("guest").has("name")).isEqualTo(isNamed);
            assertThat(chat.get("guest").has("email")).isEqualTo(isNamed);
        }
        assertThat(ownerClient.ask("getChats").get("data").get(0).get("guest").propertyNames())
                .containsExactly("_id", "verified");
    }

    @Test
    void email_may_be_required_without_name() {
        ask("no", "required");

        assertThat(open("name", "Ada").get("data").asString()).isEqualTo("Please fill in email.");
        assertThat(open("email", "ada@example.com").has("chatId")).isTrue();
    }

    @Test
    void a_field_that_is_not_asked_for_is_not_stored() {
        ask("no", "no");

        JsonNode chat = open("name", "Ada", "email", "ada@example.com");

        assertThat(opened().propertyNames()).containsExactly("_id", "verified");
        Document stored = mongo.getCollection("guests")
                .find(new Document("_id", new ObjectId(chat.get("guestId").asString())))
                .first();
        assertThat(stored.toJson()).doesNotContain("Ada", "ada@");
    }

    @Test
    void an_optional_field_must_be_valid_if_it_is_present() {
        ask("optional", "no");

        assertThat(open("name", "").get("code").asString()).isEqualTo("INVALID");
        assertThat(open("email", "nonsense").get("code").asString()).isEqualTo("INVALID");
    }

    @Test
    void a_returning_guest_is_not_asked_again_and_their_visit_is_updated() {
        JsonNode chat = open(
                "email",
                "ada@example.com",
                "name",
                "Ada",
                "page",
                "https://shop.example/1?x",
                "referrer",
                "https://search.example",
                "locale",
                "en",
                "device",
                "Firefox on Android");
        JsonNode first = ownerClient.next("chatOpened").get("chat");
        assertThat(first.get("device").asString()).isEqualTo("Firefox on Android");
        String token = chat.get("guestToken").asString();

        JsonNode back = open("guestToken", token, "page", "https://shop.example/2", "locale", "de", "device", "Safari");

        assertThat(back.get("chatId")).isEqualTo(chat.get("chatId"));
        JsonNode updated = ownerClient.next("chatUpdated").get("chat");
        assertThat(updated.get("page").asString()).isEqualTo("https://shop.example/2");
        assertThat(updated.get("device").asString()).isEqualTo("Safari");
        assertThat(updated.get("referrer").asString()).isEqualTo("https://search.example");
        assertThat(updated.get("locale").asString()).isEqualTo("en");
        assertThat(updated.get("guest").get("name").asString()).isEqualTo("Ada");

        open("guestToken", token, "page", "https://shop.example/2", "device", "Safari");
        open("guestToken", token);
        assertThat(ownerClient.drain())
                .as("nothing is new")
                .noneMatch(event -> event.name().equals("chatUpdated"));
        assertThat(ownerClient
                        .ask("getWaitingChats")
                        .get("data")
                        .get(0)
                        .get("page")
                        .asString())
                .isEqualTo("https://shop.example/2");
    }

    private JsonNode opened() {
        return ownerClient.next("chatOpened").get("chat").get("guest");
    }

    private JsonNode open(Object... fields) {
        List<Object> all = new ArrayList<>(List.of("domain", owner.domain()));
        all.addAll(List.of(fields));
        return connect().ask("getNewChat", all.toArray());
    }

    private void ask(String name, String email) {
        assertThat(rest().send(
                                "PUT",
                                "/owner/widget",
                                "application/json",
                                "{\"ask\":{\"name\":\"" + name + "\",\"email\":\"" + email + "\"}}",
                                "Authorization",
                                "Bearer " + owner.token())
                        .status())
                .isEqualTo(200);
    }
}
