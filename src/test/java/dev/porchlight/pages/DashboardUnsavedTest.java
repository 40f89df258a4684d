package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.porchlight.testing.Chromium;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an owner has changed in the settings and not saved. */
class DashboardUnsavedTest extends BrowserTest {

    @Test
    void she_is_asked_before_what_she_has_changed_is_lost() {
        Account owner = newOwner();
        newChat(owner).say("hello");
        try (Desk desk = Desk.of(Chromium.browser(), port)) {
            List<String> asked = new ArrayList<>();
            desk.page.onDialog(dialog -> {
                asked.add(dialog.type());
                dialog.dismiss();
            });
            Locator question = desk.heading("Leave without saving?");
            Locator greeting = desk.page.getByLabel("Greeting");
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#settings/texts");
            greeting.fill("Come in!");

            desk.page.locator("a[href='#settings/hours']").click();
            assertThat(question).isVisible();
            desk.press("Escape");
            assertThat(question).hasCount(0);
            assertThat(desk.page).hasURL(Pattern.compile(".*#settings/texts"));
            assertThat(greeting).hasValue("Come in!");
            desk.page.locator("h2").last().click();
            desk.press("c");
            assertThat(question).isVisible();
            desk.button("Cancel").click();
            desk.button("Log out").click();
            assertThat(question).isVisible();
            desk.button("Cancel").click();
            desk.page.evaluate("setTimeout(() => location.assign('/'))");
            desk.page.waitForCondition(() -> asked.contains("beforeunload"));
            assertThat(greeting).hasValue("Come in!");

            desk.button("Save").click();
            assertThat(desk.page.locator(".note.good")).containsText("Saved.");
            desk.page.locator("a[href='#settings/hours']").click();
            assertThat(desk.heading("Office hours")).isVisible();
            desk.page.getByText("At these hours").click();
            desk.page.goBack();
            assertThat(question).isVisible();
            desk.button("Leave").click();
            assertThat(greeting).hasValue("Come in!");
            desk.go("#chats");
            assertThat(desk.section("waiting")).hasCount(1);
            assertThat(asked).containsExactly("beforeunload");
            desk.assertNoComplaints();
        }
    }

    @Test
    void what_another_window_has_set_meanwhile_is_kept() {
        Account owner = newOwner();
        String authorization = "Bearer " + owner.token();
        try (Desk desk = Desk.of(Chromium.browser(), port)) {
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#settings/texts");
            desk.page.getByLabel("Greeting").fill("Come in!");
            rest().send("PUT", "/owner/widget", "application/json", """
                            {"position":"left","ask":{"name":"no","email":"no"}}
                            """, "Authorization", authorization);
            desk.button("Save").click();
            assertThat(desk.page.locator(".note.good")).containsText("Saved.");
            desk.go("#settings/retention");
            desk.page.getByText("For some days").click();
            rest().send("PUT", "/owner/site", "application/json", """
                            {"locked":true,"allowedOrigins":[]}
                            """, "Authorization", authorization);
            desk.button("Save").click();
            assertThat(desk.page.locator(".note.good")).containsText("Saved.");
        }
        assertThat(get("/owner/widget", authorization)).contains("Come in!", "\"position\":\"left\"");
        assertThat(get("/owner/site", authorization)).contains("\"locked\":true", "\"retentionDays\":365");
    }

    private String get(String path, String authorization) {
        return rest().send("GET", path, "application/json", "", "Authorization", authorization)
                .body()
                .toString();
    }
}
