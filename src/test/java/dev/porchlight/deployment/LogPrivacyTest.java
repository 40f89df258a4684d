package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.RawHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What people say, who they are and what lets them in is in no log, whatever goes wrong. */
@TestPropertySource(properties = "porchlight.trusted-proxies=127.0.0.1,::1")
class LogPrivacyTest extends ApplicationTest {

    private static final String TEXT = "xyzzy-what-was-said";
    private static final String NAME = "Zaphod Xyzzy";
    private static final String EMAIL = "zaphod.xyzzy@example.org";
    private static final String PASSWORD_TRIED = "xyzzy-password";
    private static final List<String> ADDRESSES = List.of("203.0.113.77", "2001:db8:77:88:99:aa:bb:cc");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.porchlight");
    private final List<String> secrets = new ArrayList<>(List.of(TEXT, NAME, EMAIL, PASSWORD_TRIED));
    private Level before;

    @BeforeEach
    void listen() {
        secrets.addAll(ADDRESSES);
        before = ours.getLevel();
        ours.setLevel(Level.DEBUG);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        ours.setLevel(before);
    }

    @Test
    void a_whole_conversation_with_everything_that_can_go_wrong_leaves_nothing_in_the_log() {
        Account owner = newOwner();
        secrets.addAll(List.of(owner.email(), owner.token(), signature(owner.token()), PASSWORD));
        for (String address : ADDRESSES) {
            try (ChatClient guest = from(address);
                    ChatClient ownerClient = from(address)) {
                talk(owner, guest, ownerClient);
            }
            askOverHttp(owner, address);
        }

        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        assertThat(lines).anyMatch(line -> line.startsWith("DEBUG dev.porchlight"));
        for (String secret : secrets) {
            assertThat(lines).noneMatch(line -> line.toLowerCase().contains(secret.toLowerCase()));
        }
    }

    private void talk(Account owner, ChatClient guest, ChatClient ownerClient) {
        JsonNode chat = guest.ask(
                "getNewChat",
                "email",
                EMAIL,
                "name",
                NAME,
                "domain",
                owner.domain(),
                "page",
                "https://" + PASSWORD_TRIED + "@shop.example/?" + TEXT);
        String token = chat.get("guestToken").asString();
        String id = chat.get("chatId").asString();
        secrets.addAll(List.of(token, signature(token), guest.engine().sid()));
        assertThat(guest.ask("newMessage", "chatId", id, "message", TEXT)
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
        ownerClient.ask("getWaitingChats", "token", owner.token());
        ownerClient.ask("newMessage", "chatId", id, "message", TEXT);
        ownerClient.ask("markRead", "chatId", id, "seq", 1);
        guest.ask("getNewChat", "email", EMAIL, "name", NAME, "domain", TEXT + "." + owner.domain());
        guest.ask("getNewChat", "email", TEXT, "name", NAME, "domain", owner.domain(), "guestToken", token + "x");
        guest.ask("newMessage", "chatId", TEXT, "token", token, "message", TEXT);
        guest.ask("newMessage", "chatId", id, "token", token + TEXT, "message", TEXT);
        guest.ask("newMessage", "chatId", id, "token", token, "message", TEXT.repeat(1_000));
        guest.ask("newMessage", "chatId", id, "token", token, "message", TEXT, "clientMessageId", TEXT);
        guest.askFor(TEXT, "{\"token\":\"" + token + "\"}");
        guest.askFor("newMessage", "{\"message\":\"" + TEXT + "\",,}");
        guest.askFor("getChats", "{\"token\":\"" + token + "\",\"since\":\"" + TEXT + "\"}");
        ownerClient.ask("banGuest", "chatId", id, "token", owner.token());
        guest.ask("newMessage", "chatId", id, "token", token, "message", TEXT);
        ownerClient.ask("unbanGuest", "chatId", id, "token", owner.token());
        ownerClient.ask("deleteChat", "chatId", id, "token", owner.token());
        guest.engine().endsWithin(Duration.ofSeconds(5));
        ownerClient.engine().send("4" + TEXT);
        ownerClient.engine().endsWithin(Duration.ofSeconds(2));
    }

    private void askOverHttp(Account owner, String address) {
        rest().post("/owner/login", rest().json("email", EMAIL, "password", PASSWORD_TRIED));
        rest().post(
                        "/owner/register",
                        rest().json("email", owner.email(), "password", PASSWORD_TRIED, "domain", owner.domain()));
        rest().post("/owner/register", "{\"email\":\"" + EMAIL + "\",\"password\":{\"" + PASSWORD_TRIED + "\":");
        rest().post("/owner/register", "{\"email\":[\"" + EMAIL + "\"],\"password\":1}");
        rest().postForm("/owner/login", "email=" + EMAIL + "&password=%zz" + PASSWORD_TRIED);
        rest().get("/owner/export?token=" + owner.token());
        rest().get("/nothing?token=" + owner.token());
        for (String authorization : List.of(owner.token(), owner.token() + TEXT)) {
            RawHttp.get(
                    port,
                    "/owner/export",
                    "Authorization: Bearer " + authorization,
                    "X-Forwarded-For: " + address,
                    "Connection: close");
        }
        RawHttp.get(port, "/owner/" + TEXT + "?{" + owner.token(), "Connection: close");
        RawHttp.get(port, "/owner/site", "Authorization Bearer " + owner.token(), "Connection: close");
        RawHttp.get(port, "/owner/site", "Cookie: token=\"\t" + owner.token() + "\\", "Connection: close");
        RawHttp.get(
                sockets.port(),
                "/socket.io/?EIO=4&transport=" + TEXT,
                "X-Forwarded-For: " + address,
                "Connection: close");
        RawHttp.get(sockets.port(), "/" + TEXT, "X-Forwarded-For: " + address, "Connection: close");
    }

    private ChatClient from(String address) {
        return ChatClient.connect(sockets.port(), "X-Forwarded-For: " + address);
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }
}
