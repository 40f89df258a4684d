package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardSettingsTest extends DashboardFixture {

    @Test
    void leaving_with_unsaved_changes_needs_a_confirmation() {
        newChat(owner).say("hello");
        List<String> asked = new ArrayList<>();
        dashboard.page.onDialog(dialog -> {
            asked.add(dialog.type());
            dialog.dismiss();
        });
        Locator confirmation = dashboard.heading("Leave without saving?");
        Locator greeting = dashboard.page.getByLabel("Greeting");
        logIn();
        dashboard.go("#settings/texts");
        greeting.fill("Come in!");

        dashboard.page.locator("a[href='#settings/hours']").click();
        assertThat(confirmation).isVisible();
        dashboard.press("Escape");
        assertThat(confirmation).hasCount(0);
        assertThat(dashboard.page).hasURL(Pattern.compile(".*#settings/texts"));
        assertThat(greeting).hasValue("Come in!");
        dashboard.page.locator("h2").last().click();
        dashboard.press("c");
        assertThat(confirmation).isVisible();
        dashboard.button("Cancel").click();
        dashboard.button("Log out").click();
        assertThat(confirmation).isVisible();
        dashboard.button("Cancel").click();
        dashboard.page.evaluate("setTimeout(() => location.assign('/'))");
        dashboard.page.waitForCondition(() -> asked.contains("beforeunload"));
        assertThat(greeting).hasValue("Come in!");

        save();
        dashboard.page.locator("a[href='#settings/hours']").click();
        assertThat(dashboard.heading("Office hours")).isVisible();
        dashboard.page.getByText("At these hours").click();
        dashboard.page.goBack();
        assertThat(confirmation).isVisible();
        dashboard.button("Leave").click();
        assertThat(greeting).hasValue("Come in!");
        dashboard.go("#chats");
        assertThat(dashboard.section("waiting")).hasCount(1);
        assertThat(asked).containsExactly("beforeunload");
    }

    @Test
    void saving_keeps_what_another_window_has_saved_meanwhile() {
        logIn();
        dashboard.go("#settings/texts");
        dashboard.page.getByLabel("Greeting").fill("Come in!");
        rest().send("PUT", "/owner/widget", "application/json", """
                            {"position":"left","ask":{"name":"no","email":"no"}}
                            """, "Authorization", bearer());
        save();
        dashboard.go("#settings/retention");
        dashboard.page.getByText("For some days").click();
        rest().send("PUT", "/owner/site", "application/json", """
                            {"locked":true,"allowedOrigins":[]}
                            """, "Authorization", bearer());
        save();
        assertThat(get("/owner/widget")).contains("Come in!", "\"position\":\"left\"");
        assertThat(get("/owner/site")).contains("\"locked\":true", "\"retentionDays\":365");
    }

    @Test
    void all_settings_are_saved() throws Exception {
        newChat(owner).say("hello");
        logIn();
        dashboard.go("#settings/texts");
        dashboard.page.getByLabel("Greeting").fill("Come in!");
        dashboard.page.getByLabel("Ask for an e-mail address").selectOption("no");
        save();
        dashboard.go("#settings/hours");
        dashboard.page.getByText("At these hours").click();
        dashboard.page.getByLabel("Monday, until").fill("00:00");
        save();
        dashboard.go("#settings/embed");
        dashboard.page.getByLabel("Berry").check();
        dashboard
                .page
                .getByText("Left", new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(dashboard.page.locator(".snippet pre"))
                .containsText("data-colour=\"#a8275f\" data-position=\"left\"></script>");
        save();
        dashboard.go("#settings/replies");
        dashboard.button("Add a reply").click();
        dashboard.page.getByLabel("Shortcut").fill("hello");
        dashboard.page.getByLabel("Text").fill("Hello!");
        save();
        dashboard.go("#settings/website");
        dashboard.page.getByLabel("Only on my own pages").check();
        dashboard.page.getByLabel("Further addresses").fill("https://a.example\nhttps://b.example");
        save();
        dashboard.go("#settings/retention");
        dashboard.page.getByText("For some days").click();
        dashboard.page.locator("#days").fill("90");
        save();

        String widget = get("/owner/widget");
        assertThat(widget).contains("Come in!", "\"email\":\"no\"", "24:00", "#a8275f", "\"position\":\"left\"");
        assertThat(get("/owner/replies")).contains("Hello!");
        assertThat(get("/owner/site")).contains("\"locked\":true", "https://b.example", "\"retentionDays\":90");

        dashboard.go("#settings/identity");
        dashboard.button("Show").click();
        assertThat(get("/owner/site/secrets"))
                .contains(dashboard.page.locator(".secret code").textContent());
        dashboard.button("Make a new secret").click();
        dashboard.button("Make it").click();
        assertThat(dashboard.page.locator(".secret")).hasCount(2);
        dashboard.go("#settings/export");
        Download export = dashboard.page.waitForDownload(
                () -> dashboard.button("Download the export").click());
        assertThat(Files.readString(export.path())).contains("\"type\":\"end\"");
        dashboard.go("#settings/password");
        dashboard.page.getByLabel("Current password").fill(PASSWORD);
        dashboard.page.getByLabel("New password").fill("another horse");
        dashboard.button("Change the password").click();
        assertThat(dashboard.page.locator(".note.good")).isVisible();
        dashboard.go("#settings/sessions");
        assertThat(dashboard.page.getByText("You are logged in nowhere else.")).isVisible();
        dashboard.go("#settings/status");
        assertThat(dashboard.page.locator(".settings .badge")).hasText(new String[] {"Works", "Works"});
        dashboard.page.route(
                "**/owner/status",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("""
                                {"data":{"startedAt":"2030-01-01T00:00:00Z","ready":false,"storeReady":true}}
                                """)));
        dashboard.button("Look again").click();
        assertThat(dashboard.page.locator(".settings .badge")).hasText(new String[] {"Does not work", "Works"});
        dashboard.logOut();
        assertThat(dashboard.heading("Log in")).isVisible();
        dashboard.logIn(owner.email(), "another horse");
    }

    @Test
    void the_time_zone_of_the_office_hours_is_told_and_chosen() {
        useBrowser(new Browser.NewContextOptions().setTimezoneId("Asia/Kolkata").setViewportSize(1440, 900));
        logIn();
        dashboard.go("#settings/hours");
        dashboard.page.getByText("At these hours").click();
        Locator zone = dashboard.page.getByLabel("Time zone");
        Locator hint = dashboard.page.locator("#zone-hint");
        Locator other = dashboard.page.locator(".note.warm");
        assertThat(zone.locator("option:checked")).hasText(Pattern.compile("Asia / (Kolkata|Calcutta) GMT\\+5:30"));
        assertThat(hint).hasText(nowIn("Asia/Kolkata"));
        assertThat(other).hasCount(0);

        zone.selectOption("America/Bogota");
        assertThat(zone.locator("option:checked")).hasText("America / Bogota GMT-5");
        assertThat(hint).hasText(nowIn("America/Bogota"));
        assertThat(other).containsText("This browser is in another one");
        save();
        assertThat(get("/owner/widget")).contains("America/Bogota");
        dashboard.button("Take this one").click();
        assertThat(hint).hasText(nowIn("Asia/Kolkata"));
        save();
        assertThat(get("/owner/widget")).contains("Asia/");
    }

    /** A minute may begin meanwhile. */
    private static Pattern nowIn(String zone) {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.of(zone));
        DateTimeFormatter format = DateTimeFormatter.ofPattern("EEEE HH:mm", Locale.ENGLISH);
        return Pattern.compile(
                "It is (%s|%s) there now\\.".formatted(format.format(now), format.format(now.minusMinutes(1))));
    }

    private void save() {
        dashboard.button("Save").click();
        assertThat(dashboard.page.locator(".note.good")).containsText("Saved.");
    }
}
