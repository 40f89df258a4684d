package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
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

/** The server is killed, and the network is down, while the owner writes. */
class DashboardReconnectTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    Path data;

    @Test
    void no_message_is_lost_or_duplicated_when_the_server_is_killed_or_the_network_is_down() throws Exception {
        Browser browser = Chromium.browser();
        String database = TestDatabases.newUri().orElse("");
        ForkedApplication application = ForkedApplication.start(data, database, Ports.free(), Ports.free());
        int restPort = application.restPort();
        int socketPort = application.socketPort();
        try {
            Rest rest = new Rest(restPort);
            rest.post(
                    "/owner/register",
                    rest.json("email", "ada@example.com", "password", PASSWORD, "domain", "shop.example"));
            String chatId;
            try (ChatClient guest = ChatClient.connect(socketPort);
                    DashboardPage dashboard = DashboardPage.of(browser, restPort)) {
                JsonNode chat =
                        guest.ask("getNewChat", "email", "g@example.com", "name", "G", "domain", "shop.example");
                chatId = chat.get("chatId").asString();
                say(guest, chat, "guest 1");
                dashboard.logIn("ada@example.com", PASSWORD);
                dashboard.chat(chatId).click();
                write(dashboard, "owner 1");
                assertThat(dashboard.messages()).hasCount(2);
                assertThat(dashboard.page.locator(".message.sending")).hasCount(0);

                application.kill();
                write(dashboard, "owner 2");
                write(dashboard, "owner 3");
                assertThat(dashboard.page.getByText("Will be sent when there is a connection"))
                        .hasCount(2);
                assertThat(dashboard.page.getByText("No connection.")).isVisible();
                application = ForkedApplication.start(data, database, restPort, socketPort);
                try (ChatClient again = ChatClient.connect(socketPort)) {
                    say(again, chat, "guest 2");
                    assertThat(dashboard.messages()).hasCount(5);
                    assertThat(dashboard.page.locator(".message.waiting, .message.sending"))
                            .hasCount(0);
                    assertThat(dashboard.page.getByText("No connection.")).isHidden();
                    dashboard.context.setOffline(true);
                    write(dashboard, "owner 4");
                    say(again, chat, "guest 3");
                    dashboard.context.setOffline(false);
                    assertThat(dashboard.messages()).hasCount(7);
                    assertThat(dashboard.page.locator(".message.waiting, .message.sending"))
                            .hasCount(0);
                }

                application.kill();
                write(dashboard, "owner 5");
                assertThat(dashboard.page.getByText("Will be sent when there is a connection"))
                        .hasCount(1);
                dashboard.page.navigate("about:blank");
                application = ForkedApplication.start(data, database, restPort, socketPort);
                dashboard.open("#chats");
                assertThat(dashboard.chat(chatId)).containsText("You: owner 5");
                dashboard.chat(chatId).click();
                assertThat(dashboard.messages()).hasCount(8);
                List<String> shown = dashboard.messages().allTextContents().stream()
                        .map(text -> text.replaceFirst("^(You|Guest): ", ""))
                        .toList();
                assertThat(shown)
                        .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                        IntStream.rangeClosed(1, 5).mapToObj(i -> "owner " + i),
                                        IntStream.rangeClosed(1, 3).mapToObj(i -> "guest " + i))
                                .toList());
                assertThat(shown.stream().filter(text -> text.startsWith("owner")))
                        .isSorted();
                dashboard.assertNoErrors();
            }
        } finally {
            application.kill();
        }
    }

    private static void write(DashboardPage dashboard, String text) {
        dashboard.composer().fill(text);
        dashboard.composer().press("Enter");
    }

    private static void say(ChatClient guest, JsonNode chat, String text) {
        guest.ask(
                "newMessage",
                "chatId",
                chat.get("chatId").asString(),
                "token",
                chat.get("guestToken").asString(),
                "message",
                text);
    }
}
