package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest.Reply;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;

/** Guests whom their site identifies by a signed JWT. */
class VerifiedGuestTest extends ApplicationTest {

    @Autowired
    private MongoOperations mongo;

    private Account owner;

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @Test
    void an_identity_opens_the_same_chat_on_every_device() {
        String secret = secrets("GET").get(0).get("secret").asString();
        JsonNode chat = open(owner, identity(secret, Map.of("email", "Ann@Corp.example", "name", "Ann")), null);
        ChatClient elsewhere = connect();

        JsonNode again = open(elsewhere, owner, identity(secret, Map.of()), null);

        assertThat(chat.propertyNames()).containsExactlyInAnyOrder("guestToken", "chatId", "guestId");
        assertThat(again.get("chatId")).isEqualTo(chat.get("chatId"));
        assertThat(again.get("guestId")).isEqualTo(chat.get("guestId"));
        assertThat(elsewhere
                        .ask("newMessage", "chatId", chat.get("chatId").asString(), "message", "me again")
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
        JsonNode guest = waiting().get(0).get("guest");
        assertThat(guest.get("verified").asBoolean()).isTrue();
        assertThat(guest.get("name").asString()).isEqualTo("Ann");
        assertThat(guest.get("email").asString()).isEqualTo("ann@corp.example");
    }

    @Test
    void fields_the_identity_lacks_come_from_the_guest_who_is_verified_all_the_same() {
        open(owner, identity(secrets("GET").get(0).get("secret").asString(), Map.of()), null);

        JsonNode guest = waiting().get(0).get("guest");
        assertThat(guest.get("verified").asBoolean()).isTrue();
        assertThat(guest.get("name").asString()).isEqualTo("Typed");
        assertThat(guest.get("email").asString()).isEqualTo("typed@example.com");
    }

    @Test
    void a_guest_is_asked_once_for_required_fields_the_identity_lacks() {
        String secret = secrets("GET").get(0).get("secret").asString();
        ChatClient guest = connect();
        String jwt = identity(secret, Map.of("name", "Ann"));
        JsonNode refused = guest.ask("getNewChat", "domain", owner.domain(), "identity", jwt);
        assertThat(refused.get("data").asString()).isEqualTo("Please fill in email.");
        assertThat(refused.get("code").asString()).isEqualTo("INVALID");

        JsonNode chat = guest.ask(
                "getNewChat", "domain", owner.domain(), "identity", jwt, "name", "Typed", "email", "typed@example.com");
        JsonNode again = connect().ask("getNewChat", "domain", owner.domain(), "identity", identity(secret, Map.of()));

        assertThat(again.get("chatId")).isEqualTo(chat.get("chatId"));
        JsonNode shown = waiting().get(0).get("guest");
        assertThat(shown.get("name").asString()).isEqualTo("Ann");
        assertThat(shown.get("email").asString()).isEqualTo("typed@example.com");
    }

    @Test
    void an_identity_takes_precedence_over_a_token_and_chats_are_not_merged() {
        String secret = secrets("GET").get(0).get("secret").asString();
        GuestChat unverified = newChat(owner);
        unverified.say("before I logged in");

        JsonNode verified = open(owner, identity(secret, Map.of("email", "guest@example.com")), unverified.token());

        assertThat(verified.get("chatId").asString()).isNotEqualTo(unverified.id());
        assertThat(verified.get("guestId").asString()).isNotEqualTo(unverified.guestId());
        assertThat(unverified.say("still mine").get("statusCode").asInt()).isEqualTo(200);
        for (JsonNode chat : waiting()) {
            assertThat(chat.get("guest").get("verified").asBoolean())
                    .isEqualTo(!chat.get("_id").asString().equals(unverified.id()));
        }
        JsonNode refused = connect()
                .ask(
                        "getChatMessages",
                        "chatId",
                        unverified.id(),
                        "token",
                        verified.get("guestToken").asString());
        assertThat(refused.get("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void an_invalid_identity_is_unauthorized_even_with_a_valid_token() {
        String secret = secrets("GET").get(0).get("secret").asString();
        Account other = newOwner();
        String othersSecret = secrets("GET", other).get(0).get("secret").asString();
        GuestChat known = newChat(owner);
        long guests = mongo.getCollection("guests").countDocuments();

        for (String bad : List.of(
                "",
                "nonsense",
                known.token(),
                identity(othersSecret, Map.of()),
                identity(othersSecret, Map.of("aud", other.domain())),
                identity(secret, Map.of("aud", other.domain())),
                identity(secret, Map.of("email", "nobody")),
                identity(secret, Map.of("name", "x".repeat(101))),
                identity(secret, Map.of("name", "two\nlines")))) {
            JsonNode reply = open(owner, bad, known.token());
            assertThat(reply.get("code").asString()).as(bad).isEqualTo("UNAUTHORIZED");
        }
        assertThat(connect()
                        .askFor(
                                "getNewChat",
                                "{\"email\":\"a@b.example\",\"name\":\"A\",\"domain\":\"" + owner.domain()
                                        + "\",\"identity\":{\"$ne\":1}}")
                        .get("code")
                        .asString())
                .isEqualTo("INVALID");
        assertThat(mongo.getCollection("guests").countDocuments()).isEqualTo(guests);
    }

    @Test
    void an_identity_of_one_site_is_refused_at_another() {
        String secret = secrets("GET").get(0).get("secret").asString();
        Account other = newOwner();
        secrets("GET", other);

        assertThat(open(other, identity(secret, Map.of("aud", other.domain())), null)
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
        assertThat(open(newOwner(), identity(secret, Map.of()), null)
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
    }

    @Test
    void the_two_latest_secrets_are_valid() {
        String first = secrets("GET").get(0).get("secret").asString();
        assertThat(secrets("GET")).hasSize(1);
        assertThat(secrets("GET").get(0).get("secret").asString()).isEqualTo(first);

        JsonNode rotated = secrets("POST");

        assertThat(rotated).hasSize(2);
        assertThat(rotated.get(1).get("secret").asString()).isEqualTo(first);
        String second = rotated.get(0).get("secret").asString();
        assertThat(second).isNotEqualTo(first).hasSizeGreaterThanOrEqualTo(32);
        assertThat(secrets("GET")).isEqualTo(rotated);
        JsonNode chat = open(owner, identity(first, Map.of()), null);
        assertThat(open(owner, identity(second, Map.of()), null)).isNotNull();
        secrets("POST");
        assertThat(open(owner, identity(first, Map.of()), null).get("code").asString())
                .isEqualTo("UNAUTHORIZED");
        assertThat(open(owner, identity(second, Map.of()), null).get("chatId")).isEqualTo(chat.get("chatId"));
    }

    @Test
    void secrets_are_for_their_owner_only() {
        String guest = newChat(owner).token();

        assertThat(ask("GET", guest).status()).isEqualTo(403);
        assertThat(ask("POST", "nonsense").status()).isEqualTo(401);
        assertThat(secrets("GET", newOwner())).isNotEqualTo(secrets("GET"));
        assertThat(mongo.getCollection("owners").find().into(new ArrayList<>()).toString())
                .doesNotContain(secrets("GET").get(0).get("secret").asString());
    }

    @Test
    void concurrent_requests_with_one_identity_open_one_chat() {
        String secret = secrets("GET").get(0).get("secret").asString();
        String request = rest().json(
                        "email",
                        "typed@example.com",
                        "name",
                        "Typed",
                        "domain",
                        owner.domain(),
                        "identity",
                        identity(secret, Map.of()));
        List<ChatClient> devices = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            devices.add(connect());
        }

        devices.forEach(device -> device.send("getNewChat", request));

        Set<String> chats = new HashSet<>();
        for (ChatClient device : devices) {
            chats.add(device.next("ack").get("chatId").asString());
        }
        assertThat(chats).hasSize(1);
        assertThat(waiting()).hasSize(1);
    }

    private JsonNode open(Account at, String identity, String guestToken) {
        return open(connect(), at, identity, guestToken);
    }

    private JsonNode open(ChatClient client, Account at, String identity, String guestToken) {
        return client.ask(
                "getNewChat",
                "email",
                "typed@example.com",
                "name",
                "Typed",
                "domain",
                at.domain(),
                "identity",
                identity,
                "guestToken",
                guestToken);
    }

    private String identity(String secret, Map<String, ?> claims) {
        return Jwts.builder()
                .subject("user-1")
                .claim("aud", owner.domain())
                .expiration(Date.from(Instant.now().plusSeconds(300)))
                .claims(claims)
                .signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), Jwts.SIG.HS256)
                .compact();
    }

    private JsonNode waiting() {
        return connect().ask("getWaitingChats", "token", owner.token()).get("data");
    }

    private JsonNode secrets(String method) {
        return secrets(method, owner);
    }

    private JsonNode secrets(String method, Account of) {
        return ask(method, of.token()).body().get("data");
    }

    private Reply ask(String method, String token) {
        return rest().send(method, "/owner/site/secrets", "application/json", "", "Authorization", "Bearer " + token);
    }
}
