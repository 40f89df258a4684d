package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;

import dev.porchlight.ApplicationTest;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.guest.GuestService;
import dev.porchlight.testing.ChatClient;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import tools.jackson.databind.JsonNode;

/** No guest is stored without a chat, whose deletion removes them. */
@TestPropertySource(properties = {"porchlight.trusted-proxies=127.0.0.1,::1", "porchlight.limits.chats-per-hour=1"})
class NewGuestTest extends ApplicationTest {

    private static final String ADDRESS = "X-Forwarded-For: 10.9.8.";

    @MockitoSpyBean
    private ChatRepository chats;

    @MockitoSpyBean
    private GuestService guests;

    @Autowired
    private MongoOperations mongo;

    private Account owner;
    private String secret = "";

    @BeforeEach
    void register() {
        owner = newOwner();
        secret = rest().send(
                        "GET",
                        "/owner/site/secrets",
                        "application/json",
                        "",
                        "Authorization",
                        "Bearer " + owner.token())
                .body()
                .get("data")
                .get(0)
                .get("secret")
                .asString();
    }

    @Test
    void a_refused_request_stores_no_guest() {
        open(connect(ADDRESS + 1), identity("ann"));
        ChatClient sameAddress = connect(ADDRESS + 1);

        assertThat(open(sameAddress, identity("bob")).get("code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(open(sameAddress, null).get("code").asString()).isEqualTo("RATE_LIMITED");

        assertThat(stored("guests")).extracting("subject").containsExactly("ann");
        assertThat(stored("chats")).hasSize(1);
        assertThat(open(sameAddress, identity("ann")).has("chatId")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void without_a_chat_there_is_no_guest(boolean verified) {
        doThrow(new DataAccessResourceFailureException("down")).when(chats).insert(any());

        JsonNode reply = open(connect(), verified ? identity("ann") : null);

        assertThat(reply.get("code").asString()).isEqualTo("UNAVAILABLE");
        assertThat(stored("guests")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_chat_without_its_guest_can_be_deleted_and_the_guest_can_try_again(boolean verified) {
        doThrow(new DataAccessResourceFailureException("down"))
                .doCallRealMethod()
                .when(guests)
                .store(any());
        String identity = verified ? identity("ann") : null;
        assertThat(open(connect(), identity).get("code").asString()).isEqualTo("UNAVAILABLE");
        String left = stored("chats").get(0).getObjectId("_id").toHexString();

        JsonNode chat = open(connect(), identity);

        JsonNode deleted = connect().ask("deleteChat", "token", owner.token(), "chatId", left);
        assertThat(deleted.get("statusCode").asInt()).isEqualTo(200);
        assertThat(waiting()).extracting(one -> one.get("_id")).containsExactly(chat.get("chatId"));
        assertThat(stored("guests")).hasSize(1);
    }

    @Test
    void of_two_concurrent_requests_of_a_verified_guest_one_opens_a_chat() {
        JsonNode[] first = new JsonNode[1];
        doAnswer(call -> {
                    first[0] = open(connect(), identity("ann"));
                    return call.callRealMethod();
                })
                .doCallRealMethod()
                .when(guests)
                .store(any());

        JsonNode second = open(connect(), identity("ann"));

        assertThat(second.get("chatId")).isEqualTo(first[0].get("chatId"));
        assertThat(waiting()).hasSize(1);
        assertThat(stored("guests")).hasSize(1);
        assertThat(stored("chats")).extracting("status").containsExactlyInAnyOrder("WAITING", "DELETED");
    }

    @Test
    void a_verified_guest_who_comes_back_during_the_deletion_is_a_new_guest() {
        JsonNode chat = open(connect(), identity("ann"));
        // As by another process that dies after it.
        chats.markDeleted(new ObjectId(chat.get("chatId").asString()));

        JsonNode again = open(connect(), identity("ann"));

        assertThat(again.has("chatId")).as("%s", again).isTrue();
        assertThat(again.get("guestId")).isNotEqualTo(chat.get("guestId"));
        assertThat(stored("guests")).hasSize(1);
    }

    private JsonNode open(ChatClient client, String identity) {
        return client.ask(
                "getNewChat",
                "email",
                "guest@example.com",
                "name",
                "Guest",
                "domain",
                owner.domain(),
                "identity",
                identity);
    }

    private String identity(String subject) {
        return Jwts.builder()
                .subject(subject)
                .claim("aud", owner.domain())
                .expiration(Date.from(Instant.now().plusSeconds(300)))
                .signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), Jwts.SIG.HS256)
                .compact();
    }

    private JsonNode waiting() {
        return connect().ask("getWaitingChats", "token", owner.token()).get("data");
    }

    private List<Document> stored(String collection) {
        return mongo.getCollection(collection)
                .find(new Document("ownerId", new ObjectId(owner.id())))
                .into(new ArrayList<>());
    }
}
