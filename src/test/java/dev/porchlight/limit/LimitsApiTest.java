package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.Rest.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;
import org.threeten.extra.MutableClock;
import tools.jackson.databind.JsonNode;

/** Limits of REST and sockets, for clients behind a trusted proxy. */
@TestPropertySource(
        properties = {
            "porchlight.trusted-proxies=127.0.0.1,::1",
            "porchlight.limits.registrations-per-hour=3",
            "porchlight.limits.log-in-failures=3",
            "porchlight.limits.log-in-failures-per-address=5",
            "porchlight.limits.log-ins-per-address=8",
            "porchlight.limits.chats-per-hour=3",
            "porchlight.limits.message-burst=4",
            "porchlight.limits.request-burst=25",
            "porchlight.limits.connections-per-address=6",
        })
@Import(LimitsApiTest.FixedClock.class)
class LimitsApiTest extends ApplicationTest {

    private static final AtomicInteger LAST_ADDRESS = new AtomicInteger();

    @Autowired
    private MutableClock clock;

    private final String here = newAddress();
    private final String elsewhere = newAddress();

    @TestConfiguration
    static class FixedClock {

        @Bean
        @Primary
        MutableClock fixedClock() {
            return MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
        }
    }

    @Test
    void registrations_are_limited_by_address() {
        for (int i = 0; i < 3; i++) {
            assertThat(register(here).status()).isEqualTo(200);
        }

        assertLimited(register(here), 1200);
        assertThat(register(elsewhere).status()).isEqualTo(200);
        clock.add(Duration.ofSeconds(1200));
        assertThat(register(here).status()).isEqualTo(200);
        assertLimited(register(here), 1200);
    }

    @Test
    void failed_log_ins_to_an_account_limit_their_address_and_no_other() {
        Account owner = newOwner();
        for (int i = 0; i < 3; i++) {
            assertThat(logIn(here, owner.email(), "wrong password").status()).isEqualTo(401);
        }

        assertLimited(logIn(here, owner.email(), "wrong password"), 300);
        assertLimited(logIn(here, owner.email().toUpperCase(), PASSWORD), 300);
        assertThat(logIn(elsewhere, owner.email(), PASSWORD).status()).isEqualTo(200);
        assertThat(logIn(here, newOwner().email(), PASSWORD).status()).isEqualTo(200);
        clock.add(Duration.ofSeconds(300));
        assertThat(logIn(here, owner.email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void failed_log_ins_to_any_accounts_are_limited_by_address() {
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(here, "nobody" + i + "@example.com", "wrong password")
                            .status())
                    .isEqualTo(401);
        }

        assertLimited(logIn(here, newOwner().email(), PASSWORD), 180);
        assertThat(logIn(elsewhere, newOwner().email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void successful_log_ins_to_any_accounts_are_limited_by_address() {
        Account owner = newOwner();
        for (int i = 0; i < 8; i++) {
            assertThat(logIn(here, owner.email(), PASSWORD).status()).isEqualTo(200);
        }

        assertLimited(logIn(here, owner.email(), PASSWORD), 113);
        assertLimited(logIn(here, newOwner().email(), PASSWORD), 113);
        assertThat(logIn(elsewhere, owner.email(), PASSWORD).status()).isEqualTo(200);
        clock.add(Duration.ofSeconds(113));
        assertThat(logIn(here, owner.email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void wrong_old_passwords_count_as_failed_log_ins() {
        Account owner = newOwner();
        for (int i = 0; i < 3; i++) {
            assertThat(changePassword(here, owner, "wrong password").status()).isEqualTo(403);
        }

        assertLimited(logIn(here, owner.email(), PASSWORD), 300);
        assertLimited(changePassword(here, owner, PASSWORD), 300);
        assertThat(changePassword(elsewhere, owner, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void new_chats_are_limited_by_address_and_reopened_chats_are_not() {
        Account owner = newOwner();
        GuestChat chat = newChat(owner, via(here));
        newChat(owner, via(here));
        newChat(owner, via(here));
        ChatClient fourth = connect(via(here));

        assertLimited(fourth.ask("getNewChat", fields(owner)), 1200);
        for (int i = 0; i < 8; i++) {
            JsonNode back = fourth.ask("getNewChat", fields(owner, "guestToken", chat.token()));
            assertThat(back.get("chatId").asString()).isEqualTo(chat.id());
        }
        assertLimited(fourth.ask("getNewChat", fields(owner, "guestToken", "nonsense")), 1200);
        assertThat(newChat(owner, via(elsewhere)).id()).isNotEmpty();
        assertThat(chatsOf(owner)).isEqualTo(4);
    }

    @Test
    void a_rate_limited_message_is_not_stored_and_can_be_retried() {
        Account owner = newOwner();
        GuestChat chat = newChat(owner, via(here));
        GuestChat neighbour = newChat(owner, via(here));
        for (int i = 1; i <= 4; i++) {
            assertThat(chat.say("m" + i).get("statusCode").asInt()).isEqualTo(200);
        }
        Object[] fifth = {
            "chatId",
            chat.id(),
            "message",
            "m5",
            "clientMessageId",
            UUID.randomUUID().toString()
        };

        JsonNode refused = chat.client().ask("newMessage", fifth);

        assertLimited(refused, 1);
        assertThat(refused.get("clientMessageId").asString()).isEqualTo(fifth[5]);
        assertThat(refused.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(neighbour.say("not me").get("statusCode").asInt()).isEqualTo(200);
        ChatClient ownerClient = connect();
        assertThat(lastSeq(ownerClient, owner, chat)).isEqualTo(4);
        clock.add(Duration.ofSeconds(1));
        assertThat(chat.client()
                        .ask("newMessage", fifth)
                        .get("message")
                        .get("seq")
                        .asInt())
                .isEqualTo(5);
        assertThat(chat.say("m6").get("statusCode").asInt()).isEqualTo(200);
        assertLimited(chat.say("m7"), 1);
        assertThat(lastSeq(ownerClient, owner, chat)).isEqualTo(6);
    }

    @Test
    void messages_of_a_guest_are_limited_across_connections() {
        GuestChat chat = newChat(newOwner(), via(here));
        for (int i = 0; i < 4; i++) {
            assertThat(say(connect(via(elsewhere)), chat, chat.token())
                            .get("statusCode")
                            .asInt())
                    .isEqualTo(200);
        }

        assertLimited(say(connect(via(here)), chat, chat.token()), 1);
        assertLimited(say(connect(via(elsewhere)), chat, chat.token()), 1);
    }

    @Test
    void an_owner_has_a_higher_rate_than_a_guest() {
        Account owner = newOwner();
        GuestChat chat = newChat(owner);
        ChatClient ownerClient = connect(via(here));
        for (int i = 0; i < 4; i++) {
            assertThat(say(ownerClient, chat, owner.token()).get("statusCode").asInt())
                    .isEqualTo(200);
        }

        assertLimited(say(ownerClient, chat, owner.token()), 1);
        clock.add(Duration.ofMillis(200));
        assertThat(say(ownerClient, chat, owner.token()).get("statusCode").asInt())
                .isEqualTo(200);
        assertThat(say(ownerClient, chat, owner.token()).get("statusCode").asInt())
                .isEqualTo(200);
        assertLimited(say(ownerClient, chat, owner.token()), 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkConnection",
                "typing",
                "markRead",
                "getChatMessages",
                "getWaitingChats",
                "getChats",
                "getNewChat",
                "closeChat",
                "noSuchEvent",
            })
    void requests_of_any_kind_are_limited_by_connection(String event) {
        ChatClient client = connect(via(here));
        String json = "{\"chatId\":\"0123456789abcdef01234567\",\"token\":\"nonsense\",\"seq\":1}";
        for (int i = 0; i < 25; i++) {
            assertThat(client.askFor(event, json).toString()).doesNotContain("RATE_LIMITED");
        }

        assertLimited(client.askFor(event, json), 1);
        assertThat(connect(via(here)).askFor(event, json).toString()).doesNotContain("RATE_LIMITED");
        clock.add(Duration.ofSeconds(1));
        assertThat(client.askFor(event, json).toString()).doesNotContain("RATE_LIMITED");
    }

    @Test
    void requests_are_limited_by_principal_across_connections() {
        GuestChat chat = newChat(newOwner(), via(here));
        ChatClient first = connect(via(here));
        ChatClient second = connect(via(elsewhere));
        for (int i = 0; i < 24; i++) {
            JsonNode reply =
                    (i % 2 == 0 ? first : second).ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
            assertThat(reply.get("statusCode").asInt()).isEqualTo(200);
        }
        first.ask("typing", "chatId", chat.id(), "token", chat.token());

        assertLimited(second.ask("typing", "chatId", chat.id(), "token", chat.token()), 1);
    }

    @Test
    void connections_are_limited_by_address() {
        List<ChatClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(connect(via(here)));
        }

        assertThat(handshake(here)).startsWith("HTTP/1.1 429").contains("\"code\":4");
        assertThat(handshake(elsewhere)).startsWith("HTTP/1.1 200");
        clients.get(0).close();
        await().until(() -> handshake(here).startsWith("HTTP/1.1 200"));
    }

    @Test
    void loopback_is_not_limited() {
        Account owner = newOwner();
        for (int i = 0; i < 4; i++) {
            newOwner();
            newChat(owner);
        }
        GuestChat chat = newChat(owner);
        for (int i = 0; i < 40; i++) {
            assertThat(chat.say("m" + i).get("statusCode").asInt()).isEqualTo(200);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(connect().askFor("checkConnection", "").asString()).isEqualTo("connected");
        }
    }

    private Reply register(String address) {
        String name = UUID.randomUUID().toString();
        return rest().send(
                        "POST",
                        "/owner/register",
                        "application/json",
                        rest().json("email", name + "@example.com", "password", PASSWORD, "domain", name + ".example"),
                        "X-Forwarded-For",
                        address);
    }

    private Reply logIn(String address, String email, String password) {
        return rest().send(
                        "POST",
                        "/owner/login",
                        "application/json",
                        rest().json("email", email, "password", password),
                        "X-Forwarded-For",
                        address);
    }

    private Reply changePassword(String address, Account owner, String oldPassword) {
        return rest().send(
                        "PUT",
                        "/owner/password",
                        "application/json",
                        rest().json("oldPassword", oldPassword, "newPassword", PASSWORD),
                        "Authorization",
                        "Bearer " + owner.token(),
                        "X-Forwarded-For",
                        address);
    }

    private String handshake(String address) {
        return RawHttp.get(sockets.port(), "/socket.io/?EIO=3&transport=polling", via(address));
    }

    private JsonNode say(ChatClient client, GuestChat chat, String token) {
        return client.say(chat.id(), token, "hello");
    }

    private int lastSeq(ChatClient ownerClient, Account owner, GuestChat chat) {
        return ownerClient
                .ask("getChatMessages", "chatId", chat.id(), "token", owner.token())
                .get("lastSeq")
                .asInt();
    }

    private int chatsOf(Account owner) {
        return connect()
                .ask("getWaitingChats", "token", owner.token())
                .get("data")
                .size();
    }

    private static Object[] fields(Account owner, Object... further) {
        List<Object> fields =
                new ArrayList<>(List.of("email", "guest@example.com", "name", "Guest", "domain", owner.domain()));
        fields.addAll(List.of(further));
        return fields.toArray();
    }

    private static String via(String address) {
        return "X-Forwarded-For: " + address;
    }

    private static String newAddress() {
        int number = LAST_ADDRESS.incrementAndGet();
        return "10.7." + number / 250 + "." + (1 + number % 250);
    }

    private static void assertLimited(Reply reply, int retryAfter) {
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.retryAfter()).isEqualTo(String.valueOf(retryAfter));
        assertLimited(reply.body(), retryAfter);
    }

    private static void assertLimited(JsonNode envelope, int retryAfter) {
        assertThat(envelope.path("code").asString("")).as("%s", envelope).isEqualTo("RATE_LIMITED");
        assertThat(envelope.get("statusCode").asInt()).isEqualTo(429);
        assertThat(envelope.get("status").asString()).isEqualTo("error");
        assertThat(envelope.get("retryAfter").asInt()).isEqualTo(retryAfter);
        assertThat(envelope.get("data").asString()).isNotBlank();
    }
}
