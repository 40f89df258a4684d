package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.testing.RootLogLevel;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;

/** The commands about accounts, beside a running Porchlight. */
@ExtendWith(RootLogLevel.class)
class OwnersTest extends ApplicationTest {

    @Autowired
    private StoreSettings settings;

    @Autowired
    private MongoOperations mongo;

    @Test
    void lists_the_accounts() {
        Account owner = newOwner();

        CommandRun run = owners("list");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .filteredOn(line -> line.startsWith(owner.email() + "\t" + owner.domain() + "\t20"))
                .singleElement()
                .asString()
                .endsWith("\tdomain not proved");
    }

    @Test
    void a_disabled_owner_is_out_within_seconds_until_they_are_enabled() {
        Account owner = newOwner();
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", owner.token());
        GuestChat guest = newChat(owner);

        assertThat(owners("disable", owner.email()).out()).contains(owner.email() + " is disabled.");

        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("ended");
        await().untilAsserted(() -> assertThat(sessions(owner).status()).isEqualTo(401));
        Reply refused = logInAs(owner);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().get("code").asString()).isEqualTo("FORBIDDEN");
        assertThat(refused.body().get("data").asString()).contains("disabled");
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(guest.say("Hello?").path("code").asString("")).isEqualTo("FORBIDDEN");
            assertThat(site(owner)).isEqualTo("NOT_FOUND");
        });
        assertThat(owners("list").out()).contains("disabled since");

        assertThat(owners("enable", owner.email()).code()).isZero();

        assertThat(logInAs(owner).status()).isEqualTo(200);
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(guest.say("Hello again").path("code").asString("")).isEmpty();
            assertThat(site(owner)).isEmpty();
        });
    }

    @Test
    void removes_an_account_with_all_that_is_stored_of_it_after_asking() {
        Account owner = newOwner();
        Account neighbour = newOwner();
        GuestChat guest = newChat(owner);
        guest.say("A secret of mine");
        GuestChat kept = newChat(neighbour);
        kept.say("Another one");
        put(owner, "/owner/replies", rest().json("replies", List.of()));
        put(owner, "/owner/widget", "{\"name\":\"Lamps\",\"ask\":{\"name\":\"no\",\"email\":\"no\"}}");
        rest().send("GET", "/owner/site/secrets", "application/json", "", "Authorization", "Bearer " + owner.token());
        rest().send(
                        "POST",
                        "/owner/domain/challenge",
                        "application/json",
                        "{}",
                        "Authorization",
                        "Bearer " + owner.token());
        mongo.insert(
                new Document("_id", new ObjectId(guest.guestId()))
                        .append("ownerId", new ObjectId(owner.id()))
                        .append("address", "hashed"),
                "bans");
        int before = collectionsWith(owner.id()).size();
        assertThat(before).isGreaterThanOrEqualTo(7);

        assertThat(answering("no\n", "remove", owner.email()).code()).isEqualTo(1);
        assertThat(answering("", "remove", owner.email()).code()).isEqualTo(1);
        assertThat(collectionsWith(owner.id())).hasSize(before);
        CommandRun run = answering("yes\n", "remove", owner.email());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains(owner.email() + " is removed");
        // The tombstone.
        assertThat(collectionsWith(owner.id())).containsExactly("chats");
        assertThat(mongo.findAll(Document.class, "messages").toString()).doesNotContain("A secret of mine");
        assertThat(mongo.findAll(Document.class, "chats").toString()).doesNotContain(owner.email());
        assertThat(logInAs(owner).status()).isEqualTo(401);
        assertThat(site(owner)).isEqualTo("NOT_FOUND");
        assertThat(kept.say("Still here").path("code").asString("")).isEmpty();
        assertThat(owners("remove", owner.email(), "--yes").err())
                .contains("Nobody has an account")
                .hasLineCount(1);
    }

    @Test
    void invites_by_a_link_that_is_stored_as_a_hash() {
        CommandRun run = owners("invite", "--valid=12h", "--porchlight.public-url=https://chat.example/");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("12h")
                .containsPattern("https://chat\\.example/dashboard/#register/[\\w-]{22}\\R");
        String code = run.out().replaceFirst("(?s).*#register/([\\w-]{22}).*", "$1");
        assertThat(mongo.findAll(Document.class, "invitations").toString()).doesNotContain(code);
        assertThat(owners("invite", "--valid=0s").code()).isEqualTo(2);
        assertThat(owners("invite", "--valid=soon").err()).startsWith("--valid must be a time");
    }

    @Test
    void says_what_there_is_to_do() {
        assertThat(owners().code()).isEqualTo(2);
        assertThat(owners().err()).contains("list, disable, enable, remove, invite");
        assertThat(owners("delete", "a@b.example").err()).contains("There is no command delete. Is ");
    }

    private CommandRun answering(String answer, String... words) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        try {
            return owners(words);
        } finally {
            System.setIn(before);
        }
    }

    private CommandRun owners(String... words) {
        List<String> args = new ArrayList<>(List.of("owners"));
        args.addAll(List.of(words));
        args.addAll(
                List.of("--porchlight.data=" + settings.data(), "--porchlight.mongodb-uri=" + settings.mongodbUri()));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private List<String> collectionsWith(String ownerId) {
        return mongo.getCollectionNames().stream()
                .filter(name -> mongo.findAll(Document.class, name).stream()
                        .anyMatch(document -> document.toString().contains(ownerId)))
                .toList();
    }

    private Reply sessions(Account owner) {
        return rest().send(
                        "GET", "/owner/sessions", "application/json", "", "Authorization", "Bearer " + owner.token());
    }

    private void put(Account owner, String path, String body) {
        assertThat(rest().send("PUT", path, "application/json", body, "Authorization", "Bearer " + owner.token())
                        .status())
                .isEqualTo(200);
    }

    private Reply logInAs(Account owner) {
        return rest().post("/owner/login", rest().json("email", owner.email(), "password", PASSWORD));
    }

    private String site(Account owner) {
        return connect().ask("getSite", "domain", owner.domain()).path("code").asString("");
    }
}
