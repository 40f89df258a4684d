package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A website with the widget, a visitor in a browser, and the owner on a Socket.IO connection. */
abstract class WidgetFixture extends BrowserTest {

    static final String WITHOUT_FORM = "{\"name\":\"Lamps\",\"ask\":{\"name\":\"no\",\"email\":\"no\"}}";

    static HostPage website;

    Account owner;
    ChatClient ownerClient;
    BrowserContext visitor;
    private String secret;

    @BeforeAll
    static void serve() {
        website = new HostPage();
    }

    @AfterAll
    static void shut() {
        website.close();
    }

    @BeforeEach
    void begin() {
        owner = newOwner();
        ownerClient = connect();
        visitor = newVisitor(new NewContextOptions());
    }

    @AfterEach
    void end() {
        visitor.close();
    }

    static BrowserContext newVisitor(NewContextOptions options) {
        BrowserContext context = Chromium.browser().newContext(options);
        context.setDefaultTimeout(15_000);
        return context;
    }

    void configure(String widget) {
        assertThat(rest().send("PUT", "/owner/widget", "application/json", widget, "Authorization", bearer())
                        .status())
                .isEqualTo(200);
    }

    String bearer() {
        return "Bearer " + owner.token();
    }

    String embed(String attributes) {
        return "<script async src=\"http://localhost:%d/widget.js\" data-domain=\"%s\" %s></script>"
                .formatted(port, owner.domain(), attributes);
    }

    /** @return the address of a page with the widget */
    String shop(String attributes) {
        return website.serve("/" + owner.domain(), """
                <!doctype html><html lang="en"><head><title>Shop</title><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1"></head>
                <body><main><h1>Shop</h1><p><a href="#x">Lamps</a></p></main>%s</body></html>
                """.formatted(embed(attributes)));
    }

    Page visit(String address) {
        Page page = visitor.newPage();
        page.navigate(address);
        return page;
    }

    static Locator in(Page page, String selector) {
        return page.locator("porchlight-chat " + selector);
    }

    static Locator composer(Page page) {
        return in(page, ".composer textarea");
    }

    static void open(Page page) {
        in(page, ".launcher").click();
        assertThat(in(page, "dialog")).isVisible();
    }

    static void write(Page page, String text) {
        composer(page).fill(text);
        composer(page).press("Enter");
    }

    JsonNode chats(String event) {
        return ownerClient.ask(event, "token", owner.token()).get("data");
    }

    /** Waits until the first message is stored. @return the id of the only waiting chat */
    String awaitChat(Page page) {
        assertThat(in(page, ".me:not(.sending) .bubble").first()).isVisible();
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        JsonNode chats = chats("getWaitingChats");
        assertThat(chats).hasSize(1);
        return chats.get(0).get("_id").asString();
    }

    JsonNode answer(String chatId, String text) {
        return ownerClient.ask("newMessage", "token", owner.token(), "chatId", chatId, "message", text);
    }

    /** The website's word for who the visitor is. */
    String identity(String subject, Duration age) {
        if (secret == null) {
            secret = rest().send("POST", "/owner/site/secrets", "application/json", "", "Authorization", bearer())
                    .body()
                    .get("data")
                    .get(0)
                    .get("secret")
                    .asString();
        }
        return Jwts.builder()
                .subject(subject)
                .claim("aud", owner.domain())
                .claim("name", "Ruth")
                .expiration(Date.from(Instant.now().plusSeconds(300).minus(age)))
                .signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), Jwts.SIG.HS256)
                .compact();
    }

    String identity(String subject) {
        return identity(subject, Duration.ZERO);
    }

    List<String> messages(String chatId) {
        return ownerClient
                .ask("getChatMessages", "token", owner.token(), "chatId", chatId)
                .get("data")
                .valueStream()
                .map(message -> message.get("message").asString())
                .toList();
    }
}
