package dev.porchlight.pages;

import com.microsoft.playwright.Browser.NewContextOptions;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** An owner with a dashboard in a browser. A test fails if the page has logged an error. */
abstract class DashboardFixture extends BrowserTest {

    Account owner;
    DashboardPage dashboard;

    @BeforeEach
    void openDashboard() {
        owner = newOwner();
        dashboard = DashboardPage.of(Chromium.browser(), port);
    }

    @AfterEach
    void closeDashboard() {
        try {
            assertNoErrors();
        } finally {
            dashboard.close();
        }
    }

    void assertNoErrors() {
        dashboard.assertNoErrors();
    }

    /** Replaces the browser of the dashboard by one with these options. */
    void useBrowser(NewContextOptions options) {
        dashboard.close();
        dashboard = new DashboardPage(Chromium.browser(), port, options);
    }

    void logIn() {
        dashboard.logIn(owner.email(), PASSWORD);
    }

    /** Logs in and goes through all screens. @param check called on each */
    void visitAllScreens(Runnable check) {
        DashboardScreens screens = new DashboardScreens(dashboard, check);
        screens.beforeLoggingIn(owner.email());
        screens.logIn(owner.email(), PASSWORD);
        screens.withoutChats();
        GuestChat first = guest("Дана");
        GuestChat second = guest("Яна");
        screens.chats(first, second);
        screens.settings();
    }

    private GuestChat guest(String name) {
        ChatClient client = connect();
        JsonNode chat = client.ask(
                "getNewChat",
                "domain",
                owner.domain(),
                "name",
                name,
                "email",
                "1@2.example",
                "device",
                "A on B",
                "locale",
                "uk");
        GuestChat guest = new GuestChat(
                client,
                chat.get("chatId").asString(),
                "",
                chat.get("guestToken").asString());
        guest.say("1 https://shop.example/");
        return guest;
    }

    String bearer() {
        return "Bearer " + owner.token();
    }

    /** @return the body of the reply as text */
    String get(String path) {
        return rest().send("GET", path, "application/json", "", "Authorization", bearer())
                .body()
                .toString();
    }
}
