package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.Chromium;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DashboardScreensTest extends BrowserTest {

    private static final List<String> SETTINGS = List.of(
            "embed",
            "texts",
            "hours",
            "replies",
            "alerts",
            "website",
            "domain",
            "identity",
            "retention",
            "export",
            "password",
            "sessions");

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void every_screen_can_be_used_by_everybody(ColorScheme scheme) {
        boolean phone = scheme == ColorScheme.DARK;
        Account owner = newOwner();
        try (Desk desk = new Desk(
                Chromium.browser(),
                port,
                new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setViewportSize(phone ? 390 : 1440, phone ? 844 : 900))) {
            for (String hash : List.of("#login", "#register", "#reset")) {
                desk.open(hash);
                desk.page.locator("h1").waitFor();
                desk.assertAccessible();
            }
            desk.open("#login");
            desk.page.getByLabel("E-mail").fill(owner.email());
            desk.page.getByLabel("Password").fill("a wrong one");
            desk.button("Log in").click();
            desk.page.getByRole(AriaRole.ALERT).waitFor();
            desk.assertAccessible();
            desk.logIn(owner.email(), PASSWORD);
            assertThat(desk.heading("The light is on")).isVisible();
            desk.assertAccessible();

            GuestChat first = newChat(owner);
            first.say("hello https://shop.example/");
            GuestChat second = newChat(owner);
            second.say("hello");
            assertThat(desk.section("waiting")).hasCount(2);
            desk.assertAccessible();
            desk.go("#chat/" + first.id());
            assertThat(desk.messages()).hasCount(1);
            desk.composer().fill("One moment, please.");
            desk.button("Send").click();
            first.client().ask("typing", "chatId", first.id(), "token", first.token());
            desk.page.getByText("Guest is typing").waitFor();
            desk.assertAccessible();
            desk.composer().fill("/");
            desk.page.getByText("You have no canned replies yet.").waitFor();
            desk.assertAccessible();
            desk.go("#chat/" + first.id() + "/facts");
            desk.button("Ban this guest").click();
            desk.button("Cancel").waitFor();
            desk.assertAccessible();
            desk.button("Ban").click();
            assertThat(desk.button("Cancel")).hasCount(0);
            desk.assertAccessible();
            desk.go("#chat/" + first.id());
            desk.page.getByText("is banned").waitFor();
            desk.assertAccessible();
            desk.go("#chat/" + second.id());
            desk.page.locator(".talk-close").click();
            desk.page.getByText("This chat is closed.").waitFor();
            desk.assertAccessible();
            desk.go("#chats");
            desk.press("?");
            desk.heading("Keys").waitFor();
            desk.assertAccessible();
            desk.press("Escape");
            desk.go("#settings");
            desk.heading("Settings").first().waitFor();
            desk.assertAccessible();
            for (String page : SETTINGS) {
                desk.go("#settings/" + page);
                desk.page.locator(".settings .stack").first().waitFor();
                if (page.equals("hours")) {
                    desk.page.getByText("At these hours").click();
                }
                if (page.equals("replies")) {
                    desk.button("Add a reply").click();
                }
                if (page.equals("domain")) {
                    desk.button("Begin the proof").first().click();
                    desk.button("Check the DNS").waitFor();
                }
                desk.assertAccessible();
                if (page.equals("hours") || page.equals("replies")) {
                    desk.go("#settings");
                    desk.heading("Leave without saving?").waitFor();
                    desk.assertAccessible();
                    desk.button("Leave").click();
                }
            }
        }
    }

    @Test
    void settings_are_kept() throws Exception {
        Account owner = newOwner();
        newChat(owner).say("hello");
        try (Desk desk = Desk.of(Chromium.browser(), port)) {
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#settings/texts");
            desk.page.getByLabel("Greeting").fill("Come in!");
            desk.page.getByLabel("Ask for an e-mail address").selectOption("no");
            save(desk);
            desk.go("#settings/hours");
            desk.page.getByText("At these hours").click();
            desk.page.getByLabel("Monday, until").fill("00:00");
            save(desk);
            desk.go("#settings/embed");
            desk.page.getByLabel("Berry").check();
            desk.page
                    .getByText("Left", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(desk.page.locator(".snippet pre"))
                    .containsText("data-colour=\"#a8275f\" data-position=\"left\"></script>");
            save(desk);
            desk.go("#settings/replies");
            desk.button("Add a reply").click();
            desk.page.getByLabel("Shortcut").fill("hello");
            desk.page.getByLabel("Text").fill("Hello!");
            save(desk);
            desk.go("#settings/website");
            desk.page.getByLabel("Only on my own pages").check();
            desk.page.getByLabel("Further addresses").fill("https://a.example\nhttps://b.example");
            save(desk);
            desk.go("#settings/retention");
            desk.page.getByText("For some days").click();
            desk.page.locator("#days").fill("90");
            save(desk);

            String auth = "Bearer " + owner.token();
            String widget = get("/owner/widget", auth);
            assertThat(widget).contains("Come in!", "\"email\":\"no\"", "24:00", "#a8275f", "\"position\":\"left\"");
            assertThat(get("/owner/replies", auth)).contains("Hello!");
            assertThat(get("/owner/site", auth))
                    .contains("\"locked\":true", "https://b.example", "\"retentionDays\":90");

            desk.go("#settings/identity");
            desk.button("Show").click();
            assertThat(get("/owner/site/secrets", auth))
                    .contains(desk.page.locator(".secret code").textContent());
            desk.button("Make a new secret").click();
            desk.button("Make it").click();
            assertThat(desk.page.locator(".secret")).hasCount(2);
            desk.go("#settings/export");
            Download export = desk.page.waitForDownload(
                    () -> desk.button("Download the export").click());
            assertThat(Files.readString(export.path())).contains("\"type\":\"end\"");
            desk.go("#settings/password");
            desk.page.getByLabel("Password until now").fill(PASSWORD);
            desk.page.getByLabel("New password").fill("another horse");
            desk.button("Change the password").click();
            assertThat(desk.page.locator(".note.good")).isVisible();
            desk.go("#settings/sessions");
            assertThat(desk.page.getByText("You are logged in nowhere else.")).isVisible();
            desk.button("Log out").click();
            assertThat(desk.heading("Log in")).isVisible();
            desk.logIn(owner.email(), "another horse");
            desk.assertNoComplaints();
        }
    }

    private static void save(Desk desk) {
        desk.button("Save").click();
        assertThat(desk.page.locator(".note.good")).containsText("Saved.");
    }

    private String get(String path, String authorization) throws Exception {
        return rest().send("GET", path, "application/json", "", "Authorization", authorization)
                .body()
                .toString();
    }
}
