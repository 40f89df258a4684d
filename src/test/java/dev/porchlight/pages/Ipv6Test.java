package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.testing.Chromium;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Browsers write {@code [::1]} where there is no name, and a policy cannot. */
class Ipv6Test extends BrowserTest {

    @Test
    void a_website_and_the_dashboard_work_at_an_IPv6_address() throws Exception {
        String owner = rest().json("email", "six@shop.example", "password", PASSWORD, "domain", "http://[0::1]:3000/");
        assertThat(rest().post("/owner/register", owner).status()).isEqualTo(200);
        String here = "http://[::1]:" + port;
        HttpServer website = HttpServer.create(new InetSocketAddress(InetAddress.getByName("::1"), 0), 0);
        byte[] html = "<!doctype html><html lang=\"en\"><title>Shop</title><body><script src=\"%s/widget.js\"></script>"
                .formatted(here)
                .getBytes(StandardCharsets.UTF_8);
        website.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        website.start();
        try (BrowserContext visitor = Chromium.browser().newContext(new NewContextOptions().setLocale("en-GB"));
                BrowserContext desk = Chromium.browser().newContext(new NewContextOptions().setLocale("en-GB"))) {
            List<String> complaints = new ArrayList<>();
            Page dashboard = desk.newPage();
            dashboard.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    complaints.add(message.text());
                }
            });
            dashboard.navigate(here + "/dashboard/#login");
            dashboard.getByLabel("E-mail").fill("six@shop.example");
            dashboard.getByLabel("Password").fill(PASSWORD);
            dashboard
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                    .click();
            Page page = visitor.newPage();
            page.navigate("http://[::1]:" + website.getAddress().getPort() + "/");

            page.locator("porchlight-chat .launcher").click();
            page.locator("porchlight-chat #name").fill("Ada");
            page.locator("porchlight-chat #email").fill("ada@shop.example");
            page.locator("porchlight-chat #message").fill("Which lamp?");
            page.locator("porchlight-chat form button.primary").click();

            assertThat(dashboard.locator("#list-waiting [data-chat]")).hasCount(1);
            assertThat(complaints).isEmpty();
        } finally {
            website.stop(0);
        }
    }
}
