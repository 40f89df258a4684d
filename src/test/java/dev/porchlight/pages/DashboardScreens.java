package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.porchlight.ApplicationTest.GuestChat;
import java.util.List;
import java.util.Set;

/** Goes through the screens of a dashboard, whatever its language. */
final class DashboardScreens {

    private static final List<String> SETTINGS = List.of(
            "embed",
            "texts",
            "hours",
            "replies",
            "alerts",
            "language",
            "website",
            "domain",
            "identity",
            "retention",
            "export",
            "password",
            "sessions",
            "status");

    /** Those that are changed here and not saved. */
    private static final Set<String> UNSAVED = Set.of("hours", "replies", "retention");

    private final DashboardPage dashboard;
    private final Runnable check;

    /** @param check called on each screen */
    DashboardScreens(DashboardPage dashboard, Runnable check) {
        this.dashboard = dashboard;
        this.check = check;
    }

    void beforeLoggingIn(String email) {
        for (String hash : List.of("#login", "#register", "#reset")) {
            dashboard.open(hash);
            dashboard.page.locator("h1").waitFor();
            check.run();
        }
        dashboard.open("#login");
        logIn(email, "a wrong one");
        dashboard.page.locator("[role=alert]").waitFor();
        check.run();
    }

    void logIn(String email, String password) {
        dashboard.page.locator("[name=email]").fill(email);
        dashboard.page.locator("[name=password]").fill(password);
        dashboard.page.locator("form .button.primary").click();
    }

    void withoutChats() {
        assertThat(dashboard.page.locator(".onboarding-steps li")).hasCount(2);
        check.run();
    }

    /** Closes the first and bans the second. */
    void chats(GuestChat first, GuestChat second) {
        dashboard.go("#chats");
        assertThat(dashboard.section("waiting")).hasCount(2);
        check.run();
        dashboard.page.locator("#search").fill("1");
        check.run();
        dashboard.page.locator("#search").fill("~");
        check.run();
        dashboard.page.locator("#search").fill("");
        dashboard.go("#chat/" + first.id());
        assertThat(dashboard.messages()).hasCount(1);
        field().fill("2");
        dashboard.page.locator(".composer button").click();
        assertThat(dashboard.messages()).hasCount(2);
        first.client().ask("typing", "chatId", first.id(), "token", first.token());
        dashboard.page.locator(".typing").waitFor();
        check.run();
        field().fill("/");
        dashboard.page.locator(".conversation-foot .note").waitFor();
        check.run();
        field().fill("");
        dashboard.page.locator(".conversation-close").click();
        dashboard.page.locator(".conversation-foot .note").waitFor();
        check.run();
        dashboard.go("#chat/" + first.id() + "/facts");
        check.run();
        for (int action : List.of(2, 3)) {
            dashboard.page.locator(".details-actions button").nth(action).click();
            dashboard.page.locator("dialog[open]").waitFor();
            check.run();
            dashboard.press("Escape");
            assertThat(dashboard.page.locator("dialog")).hasCount(0);
        }
        dashboard.go("#chat/" + second.id());
        assertThat(dashboard.messages()).hasCount(1);
        dashboard.go("#chat/" + second.id() + "/facts");
        dashboard.page.locator(".details-actions button").nth(2).click();
        dashboard.page.locator("dialog .danger").click();
        assertThat(dashboard.page.locator("dialog")).hasCount(0);
        dashboard.go("#chat/" + second.id());
        dashboard.page.locator(".conversation-foot .note.bad").waitFor();
        check.run();
        dashboard.go("#chats");
        dashboard.press("?");
        dashboard.page.locator(".shortcuts-dialog[open]").waitFor();
        check.run();
        dashboard.press("Escape");
    }

    private Locator field() {
        return dashboard.page.locator("#composer");
    }

    void settings() {
        dashboard.go("#settings");
        assertThat(dashboard.page.locator("a.menu-item")).hasCount(SETTINGS.size());
        check.run();
        for (String page : SETTINGS) {
            dashboard.go("#settings/" + page);
            dashboard.page.locator(".settings .stack").first().waitFor();
            switch (page) {
                case "hours" -> dashboard.page.locator("[name=always]").last().check();
                case "retention" -> dashboard.page.locator("[name=kept]").last().check();
                case "replies" ->
                    dashboard.page.locator(".actions button[type=button]").click();
                case "domain" -> {
                    dashboard
                            .page
                            .locator(".settings .actions > .primary")
                            .first()
                            .click();
                    assertThat(dashboard.page.locator(".snippet")).hasCount(4);
                }
                case "alerts" -> {
                    dashboard.page.locator(".actions .primary").click();
                    dashboard.page.locator("[role=status] .note").first().waitFor();
                }
                case "identity" -> {
                    dashboard.page.locator(".settings .actions button").click();
                    check.run();
                    dashboard.page.locator("dialog .danger").click();
                    assertThat(dashboard.page.locator(".secret")).hasCount(2);
                }
                default -> {}
            }
            check.run();
            if (UNSAVED.contains(page)) {
                dashboard.go("#settings");
                dashboard.page.locator("dialog[open]").waitFor();
                check.run();
                dashboard.page.locator("dialog .danger").click();
                assertThat(dashboard.page.locator("dialog")).hasCount(0);
            }
        }
        dashboard.go("#settings");
        dashboard.page.locator(".log-out:visible").click();
        dashboard.page.locator("dialog[open]").waitFor();
        check.run();
        dashboard.page.locator("dialog .danger").click();
        dashboard.page.locator(".auth").waitFor();
    }
}
