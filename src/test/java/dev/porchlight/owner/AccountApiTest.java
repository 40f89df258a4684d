package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.token.TokenService;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class AccountApiTest extends ApplicationTest {

    private static final String NEW_PASSWORD = "battery staple";

    @Autowired
    private TokenService tokens;

    private Account owner;

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
    void a_password_change_ends_every_other_session_at_once(String contentType) {
        Account elsewhere = logIn(owner);
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", elsewhere.token());
        String body = contentType.endsWith("json")
                ? rest().json("oldPassword", PASSWORD, "newPassword", NEW_PASSWORD)
                : rest().form("oldPassword", PASSWORD, "newPassword", NEW_PASSWORD);

        Reply changed =
                rest().send("PUT", "/owner/password", contentType, body, "Authorization", "Bearer " + owner.token());

        assertThat(changed.status()).isEqualTo(200);
        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(ownerClient.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
        assertThat(ask("GET", "/owner/sessions", elsewhere.token()).status()).isEqualTo(401);
        assertThat(sessions(owner)).hasSize(1);
        assertThat(logInStatus(PASSWORD)).isEqualTo(401);
        assertThat(logInStatus(NEW_PASSWORD)).isEqualTo(200);
    }

    /** Not how much is stored, nor who else is connected. */
    @Test
    void an_owner_sees_how_the_server_is_and_nothing_of_others() {
        JsonNode status = ask("GET", "/owner/status", owner.token()).body().get("data");

        assertThat(status.propertyNames()).containsExactly("version", "startedAt", "ready", "storeReady");
        assertThat(status.get("version").asString()).matches("\\d+\\..*");
        assertThat(Instant.parse(status.get("startedAt").asString())).isBefore(Instant.now());
        assertThat(status.get("ready").asBoolean()).isTrue();
        assertThat(status.get("storeReady").asBoolean()).isTrue();
    }

    @Test
    void a_token_alone_changes_no_password() {
        Account elsewhere = logIn(owner);

        Reply refused = change(owner.token(), "wrong password", NEW_PASSWORD);

        assertError(refused, 403, "FORBIDDEN");
        assertThat(change(owner.token(), "", NEW_PASSWORD)).isEqualTo(refused);
        assertThat(change(owner.token(), "x".repeat(73), NEW_PASSWORD)).isEqualTo(refused);
        assertError(change(newOwner().token(), "wrong password", NEW_PASSWORD), 403, "FORBIDDEN");
        assertThat(ask("GET", "/owner/sessions", elsewhere.token()).status()).isEqualTo(200);
        assertThat(logInStatus(NEW_PASSWORD)).isEqualTo(401);
    }

    @Test
    void invalid_passwords_are_rejected() {
        assertError(change(owner.token(), PASSWORD, "short"), 400, "INVALID");
        assertError(change(owner.token(), PASSWORD, "é".repeat(37)), 400, "INVALID");
        assertError(change(owner.token(), PASSWORD, " ".repeat(9)), 400, "INVALID");
        assertThat(logInStatus(PASSWORD)).isEqualTo(200);
    }

    @Test
    void sessions_are_listed_without_their_secrets() {
        logInWith("Mozilla/5.0 (X11; Linux)");
        logInWith("x".repeat(5_000));

        Reply reply = ask("GET", "/owner/sessions", owner.token());

        JsonNode listed = reply.body().get("data");
        assertThat(listed.size()).isEqualTo(3);
        assertThat(listed.get(0).get("userAgent").asString()).isEqualTo("x".repeat(200));
        assertThat(listed.get(1).get("userAgent").asString()).isEqualTo("Mozilla/5.0 (X11; Linux)");
        assertThat(listed.get(2).get("current").asBoolean()).isTrue();
        assertThat(listed.get(0).get("current").asBoolean()).isFalse();
        assertThat(listed.get(0).propertyNames())
                .containsExactlyInAnyOrder("id", "createdAt", "expiresAt", "current", "userAgent");
        assertThat(listed.get(0).get("id").asString()).matches("[0-9a-f]{24}");
        String sessionId = new String(
                        Base64.getUrlDecoder().decode(owner.token().split("\\.")[1]))
                .replaceAll(".*\"jti\":\"([^\"]+)\".*", "$1");
        assertThat(sessionId).hasSize(36);
        assertThat(reply.body().toString()).doesNotContain(sessionId);
    }

    @Test
    void one_session_ends_at_once() {
        String elsewhere = logInWith("elsewhere");
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", elsewhere);
        String id = sessions(owner).get("elsewhere");

        assertThat(ask("DELETE", "/owner/sessions/" + id, owner.token()).status())
                .isEqualTo(200);

        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(ask("GET", "/owner/sessions", elsewhere).status()).isEqualTo(401);
        assertError(ask("DELETE", "/owner/sessions/" + id, owner.token()), 404, "NOT_FOUND");
        assertThat(ask("GET", "/owner/sessions", owner.token()).status()).isEqualTo(200);
    }

    @Test
    void an_owner_cannot_end_the_session_of_another_owner() {
        logInWith("elsewhere");
        String id = sessions(owner).get("elsewhere");
        Account otherOwner = newOwner();

        Reply refused = ask("DELETE", "/owner/sessions/" + id, otherOwner.token());

        assertError(refused, 404, "NOT_FOUND");
        assertThat(ask("DELETE", "/owner/sessions/" + "0".repeat(24), otherOwner.token()))
                .isEqualTo(refused);
        assertThat(sessions(owner)).containsKey("elsewhere");
        ask("DELETE", "/owner/sessions", otherOwner.token());
        assertThat(sessions(owner)).containsKey("elsewhere");
    }

    @Test
    void all_other_sessions_end_at_once() {
        Account one = logIn(owner);
        Account two = logIn(owner);

        assertThat(ask("DELETE", "/owner/sessions", owner.token()).status()).isEqualTo(200);

        assertThat(ask("GET", "/owner/sessions", one.token()).status()).isEqualTo(401);
        assertThat(ask("GET", "/owner/sessions", two.token()).status()).isEqualTo(401);
        assertThat(sessions(owner)).hasSize(1);
    }

    @Test
    void the_oldest_session_ends_at_once_when_there_are_too_many() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", owner.token());
        Account other = newOwner();
        String second = issueToken();
        for (int i = 2; i < 100; i++) {
            issueToken();
        }
        assertThat(ask("GET", "/owner/sessions", owner.token())
                        .body()
                        .get("data")
                        .size())
                .isEqualTo(100);

        Account newest = logIn(owner);

        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(ownerClient.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
        assertThat(ask("GET", "/owner/sessions", owner.token()).status()).isEqualTo(401);
        assertThat(ask("GET", "/owner/sessions", second).body().get("data").size())
                .isEqualTo(100);
        assertThat(ask("GET", "/owner/sessions", newest.token()).status()).isEqualTo(200);
        assertThat(ask("GET", "/owner/sessions", other.token()).status()).isEqualTo(200);
    }

    @Test
    void it_requires_an_owner() {
        String guest = newChat(owner).token();
        for (String request :
                new String[] {"GET /owner/sessions", "DELETE /owner/sessions", "DELETE /owner/sessions/x"}) {
            String[] parts = request.split(" ");
            assertThat(ask(parts[0], parts[1], guest).status()).as(request).isEqualTo(403);
            assertThat(ask(parts[0], parts[1], "nonsense").status()).as(request).isEqualTo(401);
        }
        assertError(change(guest, PASSWORD, NEW_PASSWORD), 403, "FORBIDDEN");
    }

    /** As a log-in does, without hashing a password. */
    private String issueToken() {
        return tokens.issueToOwner(new ObjectId(owner.id()), owner.domain(), null);
    }

    private Reply change(String token, String oldPassword, String newPassword) {
        return rest().send(
                        "PUT",
                        "/owner/password",
                        "application/json",
                        rest().json("oldPassword", oldPassword, "newPassword", newPassword),
                        "Authorization",
                        "Bearer " + token);
    }

    private Reply ask(String method, String path, String token) {
        return rest().send(method, path, "application/json", "", "Authorization", "Bearer " + token);
    }

    /** The ids of the sessions, by user agent. */
    private Map<String, String> sessions(Account account) {
        Map<String, String> sessions = new TreeMap<>();
        ask("GET", "/owner/sessions", account.token())
                .body()
                .get("data")
                .forEach(session -> sessions.put(
                        session.get("userAgent").asString(), session.get("id").asString()));
        return sessions;
    }

    private String logInWith(String userAgent) {
        return rest().send(
                        "POST",
                        "/owner/login",
                        "application/json",
                        rest().json("email", owner.email(), "password", PASSWORD),
                        "User-Agent",
                        userAgent)
                .body()
                .get("data")
                .get("token")
                .asString();
    }

    private int logInStatus(String password) {
        return rest().post("/owner/login", rest().json("email", owner.email(), "password", password))
                .status();
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.body().get("code").asString()).isEqualTo(code);
    }
}
