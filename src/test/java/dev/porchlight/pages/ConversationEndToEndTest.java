package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shop's visitor and its owner, each in a browser, while the server is killed. */
class ConversationEndToEndTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    Path data;

    @Test
    void both_sides_show_the_same_conversation_after_the_server_was_killed() throws Exception {
        Browser browser = Chromium.browser();
        String database = TestDatabases.newUri().orElse("");
        ForkedApplication server = ForkedApplication.start(data, database, Ports.free(), Ports.free());
        int port = server.restPort();
        int socketPort = server.socketPort();
        try (BrowserContext visitor = browser.newContext(new NewContextOptions().setLocale("en-GB"));
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

            server.kill();
            write(widget, "guest 2");
            write(dashboard, "owner 2");
            write(widget, "guest 3");
            server = ForkedApplication.start(data, database, port, socketPort);
            shop.navigate("http://localhost:" + port + "/demo/");

            List<String> expected = List.of("guest 1", "guest 2", "guest 3", "owner 1", "owner 2");
            assertThat(dashboard.messages()).hasCount(5);
            Locator bubbles = widget.locator(".me .bubble, .them .bubble");
            assertThat(widget.locator("dialog")).isVisible();
            assertThat(bubble(widget, "owner 2")).isVisible();
            assertThat(bubble(widget, "guest 3")).isVisible();
            assertThat(widget.locator(".sending, .waiting")).hasCount(0);
            assertThat(dashboard.page.locator(".message.sending, .message.waiting"))
                    .hasCount(0);
            assertThat(texts(dashboard.messages())).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(texts(bubbles)).containsExactlyElementsOf(texts(dashboard.messages()));
            dashboard.assertNoErrors();
        } finally {
            server.kill();
        }
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
