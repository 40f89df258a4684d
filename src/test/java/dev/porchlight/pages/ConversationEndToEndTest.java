package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The demo shop's visitor and its owner, each in a browser, and a page that writes all the time, while the server is
 * killed and the network is down.
 */
class ConversationEndToEndTest {

    private static final String PASSWORD = "correct horse";
    private static final String LATER = "Will be sent when there is a connection";

    @TempDir
    Path data;

    private final String database = TestDatabases.newUri().orElse("");

    @Test
    void no_message_is_lost_or_duplicated_and_both_sides_show_the_same_conversation() throws Exception {
        Browser browser = Chromium.browser();
        ForkedApplication server = start(Ports.free(), Ports.free());
        int port = server.restPort();
        int socketPort = server.socketPort();
        try (BrowserContext visitor = browser.newContext(new NewContextOptions().setLocale("en-GB"));
                BrowserContext other = browser.newContext(new NewContextOptions().setBypassCSP(true));
                DashboardPage dashboard = DashboardPage.of(browser, port)) {
            Page shop = visitor.newPage();
            shop.navigate("http://localhost:" + port + server.demoPath());
            shop.getByLabel("E-mail").fill("ruth@example.com");
            shop.getByLabel("A password of yours").fill(PASSWORD);
            shop.getByText("Make the account").click();
            assertThat(shop.getByText("The shop is yours")).isVisible();

            Locator widget = shop.locator("porchlight-chat");
            shop.getByText("Ask us").click();
            widget.getByLabel("Name").fill("Ada");
            widget.getByLabel("E-mail").fill("ada@example.com");
            widget.getByLabel("Your message").fill("guest 1");
            widget.getByText("Send", new Locator.GetByTextOptions().setExact(true))
                    .click();

            dashboard.logIn("ruth@example.com", PASSWORD);
            dashboard.section("waiting").click();
            assertThat(widget.getByText("Seen")).isVisible();
            dashboard.composer().pressSequentially("owner 1");
            assertThat(widget.getByLabel("Somebody is typing")).isVisible();
            dashboard.composer().press("Enter");
            assertThat(bubble(widget, "owner 1")).isVisible();
            Page busy = other.newPage();
            write50MessagesASecond(busy, port, socketPort);

            server.kill();
            write(widget, "guest 2");
            write(dashboard, "owner 2");
            write(widget, "guest 3");
            write(dashboard, "owner 3");
            assertThat(dashboard.page.getByText(LATER)).hasCount(2);
            assertThat(dashboard.page.getByText("No connection.")).isVisible();
            busy.waitForFunction("() => !socket.connected && chat.pending.length >= 5");
            busy.evaluate("clearInterval(writing)");
            server = start(port, socketPort);
            shop.navigate("http://localhost:" + port + "/demo/");

            assertThat(widget.locator("dialog")).isVisible();
            assertSame(widget, dashboard, 3, 3);
            assertThat(dashboard.page.getByText("No connection.")).isHidden();
            busy.waitForFunction("() => !chat.pending.length && chat.lastSeq === written");
            assertThat(busy.evaluate("chat.messages.every(({ message, seq }) => message === `message ${seq}`)"))
                    .isEqualTo(true);

            dashboard.context.setOffline(true);
            write(dashboard, "owner 4");
            write(widget, "guest 4");
            dashboard.context.setOffline(false);
            assertSame(widget, dashboard, 4, 4);

            server.kill();
            write(dashboard, "owner 5");
            assertThat(dashboard.page.getByText(LATER)).hasCount(1);
            dashboard.page.navigate("about:blank");
            server = start(port, socketPort);
            dashboard.open("#chats");
            assertThat(dashboard.page.locator("[data-chat]")).containsText("You: owner 5");
            dashboard.page.locator("[data-chat]").click();
            assertSame(widget, dashboard, 4, 5);
            assertThat(texts(dashboard.messages()).stream().filter(text -> text.startsWith("owner")))
                    .isSorted();
            dashboard.assertNoErrors();
        } finally {
            server.kill();
        }
    }

    private ForkedApplication start(int port, int socketPort) throws Exception {
        return ForkedApplication.start(data, database, port, socketPort, "--porchlight.demo=true");
    }

    /** As the guest of a chat of another owner, by the client's modules alone. Returns while it goes on. */
    private static void write50MessagesASecond(Page page, int port, int socketPort) {
        Rest rest = new Rest(port);
        rest.post(
                "/owner/register", rest.json("email", "o@example.com", "password", PASSWORD, "domain", "busy.example"));
        try (ChatClient client = ChatClient.connect(socketPort)) {
            JsonNode chat = client.ask("getNewChat", "email", "g@example.com", "name", "G", "domain", "busy.example");
            ClientFixture.startConversation(
                    page,
                    port,
                    List.of(
                            socketPort,
                            chat.get("chatId").asString(),
                            chat.get("guestToken").asString(),
                            "guest"));
        }
        page.waitForFunction("() => chat.loaded");
        page.evaluate(
                "() => { window.written = 0; window.writing = setInterval(() => chat.send(`message ${++written}`), 20) }");
        page.waitForFunction("() => chat.lastSeq >= 5");
    }

    private static void assertSame(Locator widget, DashboardPage dashboard, int ofGuest, int ofOwner) {
        assertThat(dashboard.messages()).hasCount(ofGuest + ofOwner);
        for (int i = 1; i <= ofGuest; i++) {
            assertThat(bubble(widget, "guest " + i)).isVisible();
        }
        for (int i = 1; i <= ofOwner; i++) {
            assertThat(bubble(widget, "owner " + i)).isVisible();
        }
        assertThat(widget.locator(".sending, .waiting")).hasCount(0);
        assertThat(dashboard.page.locator(".message.sending, .message.waiting")).hasCount(0);
        List<String> shown = texts(dashboard.messages());
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                IntStream.rangeClosed(1, ofGuest).mapToObj(i -> "guest " + i),
                                IntStream.rangeClosed(1, ofOwner).mapToObj(i -> "owner " + i))
                        .toList());
        assertThat(texts(widget.locator(".me .bubble, .them .bubble"))).containsExactlyElementsOf(shown);
    }

    private static List<String> texts(Locator bubbles) {
        return bubbles.allTextContents().stream()
                .map(text -> text.strip().replaceFirst("^[A-Z]\\w*: ", ""))
                .filter(text -> text.matches("(guest|owner) \\d"))
                .toList();
    }

    private static Locator bubble(Locator widget, String text) {
        return widget.locator(".bubble").filter(new Locator.FilterOptions().setHasText(text));
    }

    private static void write(Locator widget, String text) {
        widget.locator(".composer textarea").fill(text);
        widget.locator(".composer textarea").press("Enter");
    }

    private static void write(DashboardPage dashboard, String text) {
        dashboard.composer().fill(text);
        dashboard.composer().press("Enter");
    }
}
