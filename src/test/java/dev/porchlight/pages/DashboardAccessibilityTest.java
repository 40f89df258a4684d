package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every screen passes axe, on a desktop in light and on a phone in dark colours. */
class DashboardAccessibilityTest extends DashboardFixture {

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

    /** Not here: axe adds inline styles, which the policy of the page blocks. */
    @Override
    void assertNoErrors() {}

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void every_screen_is_accessible(ColorScheme scheme) {
        boolean phone = scheme == ColorScheme.DARK;
        useBrowser(new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(phone ? 390 : 1440, phone ? 844 : 900));
        for (String hash : List.of("#login", "#register", "#reset")) {
            dashboard.open(hash);
            dashboard.page.locator("h1").waitFor();
            dashboard.assertAccessible();
        }
        dashboard.open("#login");
        dashboard.page.getByLabel("E-mail").fill(owner.email());
        dashboard.page.getByLabel("Password").fill("a wrong one");
        dashboard.button("Log in").click();
        dashboard.page.getByRole(AriaRole.ALERT).waitFor();
        dashboard.assertAccessible();
        logIn();
        assertThat(dashboard.heading("The light is on")).isVisible();
        dashboard.assertAccessible();

        GuestChat first = newChat(owner);
        first.say("hello https://shop.example/");
        GuestChat second = newChat(owner);
        second.say("hello");
        assertThat(dashboard.section("waiting")).hasCount(2);
        dashboard.assertAccessible();
        dashboard.go("#chat/" + first.id());
        assertThat(dashboard.messages()).hasCount(1);
        dashboard.composer().fill("One moment, please.");
        dashboard.button("Send").click();
        first.client().ask("typing", "chatId", first.id(), "token", first.token());
        dashboard.page.getByText("Guest is typing").waitFor();
        dashboard.assertAccessible();
        dashboard.composer().fill("/");
        dashboard.page.getByText("You have no canned replies yet.").waitFor();
        dashboard.assertAccessible();
        dashboard.go("#chat/" + first.id() + "/facts");
        dashboard.button("Ban this guest").click();
        dashboard.button("Cancel").waitFor();
        dashboard.assertAccessible();
        dashboard.button("Ban").click();
        assertThat(dashboard.button("Cancel")).hasCount(0);
        dashboard.assertAccessible();
        dashboard.go("#chat/" + first.id());
        dashboard.page.getByText("is banned").waitFor();
        dashboard.assertAccessible();
        dashboard.go("#chat/" + second.id());
        dashboard.page.locator(".conversation-close").click();
        dashboard.page.getByText("This chat is closed.").waitFor();
        dashboard.assertAccessible();
        dashboard.go("#chats");
        dashboard.press("?");
        dashboard.heading("Keys").waitFor();
        dashboard.assertAccessible();
        dashboard.press("Escape");
        dashboard.go("#settings");
        dashboard.heading("Settings").first().waitFor();
        dashboard.assertAccessible();
        for (String page : SETTINGS) {
            dashboard.go("#settings/" + page);
            dashboard.page.locator(".settings .stack").first().waitFor();
            if (page.equals("hours")) {
                dashboard.page.getByText("At these hours").click();
            }
            if (page.equals("replies")) {
                dashboard.button("Add a reply").click();
            }
            if (page.equals("domain")) {
                dashboard.button("Begin the proof").first().click();
                dashboard.button("Check the DNS").waitFor();
            }
            dashboard.assertAccessible();
            if (page.equals("hours") || page.equals("replies")) {
                dashboard.go("#settings");
                dashboard.heading("Leave without saving?").waitFor();
                dashboard.assertAccessible();
                dashboard.button("Leave").click();
            }
        }
    }
}
