package dev.porchlight.deployment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.ReverseProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Porchlight below a path of a host that has other things too, as docs/operations.md says. */
@BehindProxy
class BelowPathTest extends ApplicationTest {

    private static int proxyPort;

    @TempDir
    Path folder;

    private BrowserContext browser;
    private HttpServer website;
    private final List<String> outside = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    @DynamicPropertySource
    static void publicUrls(DynamicPropertyRegistry properties) {
        try {
            proxyPort = Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.add("porchlight.public-url", BelowPathTest::publicUrl);
        properties.add("porchlight.public-socket-url", () -> publicUrl() + "/");
        properties.add("porchlight.demo", () -> "true");
    }

    private static String publicUrl() {
        return "https://localhost:" + proxyPort + "/chat";
    }

    @BeforeEach
    void openBrowser() {
        browser = Chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setIgnoreHTTPSErrors(true)
                        .setLocale("en"));
        browser.setDefaultTimeout(40_000);
        browser.onRequest(request -> {
            if (request.url().startsWith("https://localhost:" + proxyPort)
                    && !request.url().startsWith(publicUrl() + "/")
                    && !request.url().equals(publicUrl())) {
                outside.add(request.url());
            }
        });
        browser.onWebError(error -> errors.add(error.error()));
        browser.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
        if (website != null) {
            website.stop(0);
        }
    }

    @Test
    void nginx() throws Exception {
        try (ReverseProxy proxy = ReverseProxy.nginxBelowPath(folder, proxyPort, port, sockets.port())) {
            assertServes(proxy.url() + "/chat");
        }
    }

    @Test
    void caddy() throws Exception {
        try (ReverseProxy proxy = ReverseProxy.caddyBelowPath(folder, proxyPort, port, sockets.port())) {
            assertServes(proxy.url() + "/chat");
        }
    }

    /** @return the address of a website with this page */
    private String serve(String html) throws IOException {
        website = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        website.createContext("/", exchange -> {
            byte[] page = html.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        website.start();
        return "http://localhost:" + website.getAddress().getPort() + "/";
    }

    private void assertServes(String url) throws IOException {
        assertThat(url).isEqualTo(publicUrl());
        String domain = UUID.randomUUID() + ".example";
        Page dashboard = browser.newPage();
        dashboard.navigate(url);
        dashboard
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Make an account"))
                .click();
        dashboard.getByLabel("Domain of your website").fill(domain);
        dashboard.getByLabel("E-mail").fill("ada@" + domain);
        dashboard.getByLabel("Password").fill(PASSWORD);
        dashboard
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Register").setExact(true))
                .click();
        assertThat(dashboard.locator(".onboarding pre")).containsText("src=\"" + url + "/widget.js\"");
        dashboard.navigate(url + "/dashboard");
        assertThat(dashboard).hasURL(url + "/dashboard/");
        assertThat(dashboard.locator(".dashboard")).isVisible();

        Page shop = browser.newPage();
        shop.navigate(serve(
                "<!doctype html><script async src='" + url + "/widget.js' data-domain='" + domain + "'></script>"));
        shop.locator("porchlight-chat .launcher").click();
        shop.locator("porchlight-chat #name").fill("Guest");
        shop.locator("porchlight-chat #email").fill("guest@example.com");
        shop.locator("porchlight-chat #message").fill("Is anybody there?");
        shop.locator("porchlight-chat form .primary").click();

        dashboard.locator("#list-waiting [data-chat]").click();
        assertThat(dashboard.locator(".log .bubble")).containsText("Is anybody there?");
        dashboard.getByLabel("Your answer").fill("Yes.");
        dashboard.keyboard().press("Enter");
        assertThat(shop.getByText("Yes.", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        for (String page : List.of("/dashboard/preview", "/demo/", "/dashboard/#settings/widget")) {
            dashboard.navigate(url + page);
            dashboard.waitForTimeout(500);
        }
        String manifest = (String) dashboard.evaluate("""
                async () => {
                  const { href } = document.querySelector('link[rel=manifest]');
                  const { start_url, scope } = await (await fetch(href)).json();
                  const worker = new URL('worker.js', location);
                  const { ok } = await fetch(worker);
                  return [new URL(start_url, href), new URL(scope, href), ok && new URL('.', worker)].join(' ');
                }
                """);
        assertThat(manifest.split(" ")).containsOnly(url + "/dashboard/");
        assertThat(outside).isEmpty();
        assertThat(errors).isEmpty();
    }
}
