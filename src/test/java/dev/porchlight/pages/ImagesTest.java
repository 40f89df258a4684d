package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Renews the images of docs/images: {@code ./mvnw test -Plong -Dtest=ImagesTest}. */
@Tag("long")
class ImagesTest extends BrowserTest {

    private static final String DOMAIN = "porchlight.demo";
    private static final Map<String, String> OTHERS = Map.of(
            "Grace", "Do you ship to Norway?",
            "Edsger", "The goto button does not work.",
            "Katherine", "Thank you, it arrived in time!");

    @Autowired
    private DemoDomain demo;

    @Test
    void images_of_widget_and_dashboard() {
        rest().post(
                        "/owner/register",
                        rest().json(
                                        "email",
                                        "ruth@example.com",
                                        "password",
                                        PASSWORD,
                                        "domain",
                                        DOMAIN,
                                        "demoCode",
                                        demo.code()));
        String token = rest().post("/owner/login", rest().json("email", "ruth@example.com", "password", PASSWORD))
                .body()
                .get("data")
                .get("token")
                .asString();
        rest().send("PUT", "/owner/widget", "application/json", """
                        {"name":"Wick & Ember","greeting":"Hello! Ruth is at the bench today. What can we light?",
                        "ask":{"name":"required","email":"required"}}
                        """, "Authorization", "Bearer " + token);
        OTHERS.forEach(this::ask);
        takeImages(1440, 900, ColorScheme.LIGHT, "desktop-light");
        takeImages(1440, 900, ColorScheme.DARK, "desktop-dark");
        takeImages(390, 844, ColorScheme.DARK, "phone-dark");
    }

    private void takeImages(int width, int height, ColorScheme scheme, String kind) {
        NewContextOptions options = new NewContextOptions()
                .setLocale("en-GB")
                .setColorScheme(scheme)
                .setViewportSize(width, height);
        try (BrowserContext visitor = Chromium.browser().newContext(options);
                DashboardPage dashboard = new DashboardPage(Chromium.browser(), port, options)) {
            dashboard.logIn("ruth@example.com", PASSWORD);
            Page shop = visitor.newPage();
            shop.navigate("http://localhost:" + port + "/demo/");
            Locator widget = shop.locator("porchlight-chat");
            widget.locator(".launcher").click();
            widget.getByLabel("Name").fill("Ada");
            widget.getByLabel("E-mail").fill("ada@example.com");
            widget.getByLabel("Your message").fill("Hello! Does the Almanac take an E27 bulb?");
            widget.getByText("Send", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(widget.locator(".me .bubble")).isVisible();
            dashboard
                    .section("waiting")
                    .filter(new Locator.FilterOptions().setHasText("Almanac"))
                    .click();
            write(dashboard, "It does: up to 60 W, or any LED.");
            write(dashboard, "The one in the picture is https://wick.example/bulbs/amber");
            assertThat(widget.locator(".them .bubble")).hasCount(3);
            widget.locator(".composer textarea").fill("Lovely. And a longer cord?");
            widget.locator(".composer textarea").press("Enter");
            assertThat(dashboard.messages()).hasCount(4);
            // A sign of typing right after another is dropped.
            dashboard.page.waitForTimeout(600);
            dashboard.composer().pressSequentially("Yes: ");
            assertThat(widget.getByLabel("Somebody is typing")).isVisible();
            image(shop, "widget-" + kind);
            image(dashboard.page, "dashboard-" + kind);
            dashboard.composer().fill("");
            dashboard.go("#chats");
        }
    }

    private void ask(String name, String question) {
        ChatClient guest = connect();
        var chat = guest.ask("getNewChat", "email", "guest@example.com", "name", name, "domain", DOMAIN);
        guest.ask(
                "newMessage",
                "chatId",
                chat.get("chatId").asString(),
                "token",
                chat.get("guestToken").asString(),
                "message",
                question);
    }

    private static void write(DashboardPage dashboard, String text) {
        dashboard.composer().fill(text);
        dashboard.composer().press("Enter");
    }

    private static void image(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("docs", "images", name + ".png")));
    }
}
