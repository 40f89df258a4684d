package dev.porchlight.deployment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.ApplicationTest;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.ReverseProxy;
import dev.porchlight.testing.RootLogLevel;
import dev.porchlight.testing.Visitor;
import io.socket.client.Ack;
import io.socket.client.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Porchlight below a path of a host that has other things too, as docs/operations.md says. */
@BehindProxy
@ExtendWith(RootLogLevel.class)
class BelowPathTest extends ApplicationTest {

    private static int proxyPort;

    @TempDir
    Path folder;

    private BrowserContext browser;
    private HttpServer website;
    private final List<String> outside = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> webSockets = new CopyOnWriteArrayList<>();
    private HttpClient http;

    @Autowired
    private StoreSettings settings;

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
        browser.onPage(page -> page.onWebSocket(socket -> webSockets.add(socket.url())));
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
            assertServes(proxy);
        }
    }

    @Test
    void caddy() throws Exception {
        try (ReverseProxy proxy = ReverseProxy.caddyBelowPath(folder, proxyPort, port, sockets.port())) {
            assertServes(proxy);
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

    private void assertServes(ReverseProxy proxy) throws Exception {
        String domain = UUID.randomUUID() + ".example";
        assertPagesServe(domain);
        http = HttpClient.newBuilder().sslContext(proxy.certificate().tls()).build();
        assertRedirectsStayBelow();
        for (String page : List.of("/", "/dashboard/", "/dashboard/preview", "/demo/")) {
            assertStaysBelow(page);
        }
        assertPasswordIsReset("ada@" + domain);
        Visitor visitor = new Visitor(proxy, "127.0.0.1");
        for (String transports : List.of("polling", "websocket", "polling,websocket")) {
            assertConnects(visitor.socketBelow("/chat", transports.split(",")));
        }
    }

    private void assertRedirectsStayBelow() throws Exception {
        for (String page : List.of("", "/dashboard", "/demo")) {
            HttpResponse<String> reply = get(publicUrl() + page);
            assertThat(reply.statusCode()).as(page).isIn(301, 302);
            assertThat(reply.uri()
                            .resolve(reply.headers().firstValue("Location").orElseThrow()))
                    .hasToString(publicUrl() + page + "/");
        }
    }

    /** A page, and all that it loads or leads to on this host. */
    private void assertStaysBelow(String path) throws Exception {
        HttpResponse<String> page = get(publicUrl() + path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("connect-src 'self' https://localhost:%1$d wss://localhost:%1$d;".formatted(proxyPort));
        List<URI> links = Pattern.compile("(?:href|src)=\"([^\"<]+)\"")
                .matcher(page.body())
                .results()
                .map(link -> page.uri().resolve(link.group(1)))
                .filter(link -> page.uri().getAuthority().equals(link.getAuthority()))
                .toList();
        assertThat(links).as(path).isNotEmpty();
        for (URI link : links) {
            HttpResponse<String> reply = get(link.toString());
            assertThat(link.toString()).startsWith(publicUrl() + "/");
            assertThat(reply.statusCode()).as("%s", link).isEqualTo(200);
            assertThat(reply.headers().allValues("Set-Cookie")).isEmpty();
        }
    }

    /** By the command that the operator hands on. */
    private void assertPasswordIsReset(String email) throws Exception {
        CommandRun run = CommandRun.of(
                "reset-password",
                email,
                "--porchlight.data=" + settings.data(),
                "--porchlight.mongodb-uri=" + settings.mongodbUri(),
                "--porchlight.public-url=" + publicUrl() + "/");
        Matcher command =
                Pattern.compile("curl -d (code=\\S+) .* (https://\\S+)").matcher(run.out());
        assertThat(command.find()).as("%s", run).isTrue();
        assertThat(command.group(2)).isEqualTo(publicUrl() + "/owner/reset");

        assertThat(post(command.group(2), command.group(1) + "&newPassword=battery+staple")
                        .statusCode())
                .isEqualTo(200);
        String account = "email=" + email + "&password=";
        assertThat(post(publicUrl() + "/owner/login", account + "correct+horse").statusCode())
                .isEqualTo(401);
        assertThat(post(publicUrl() + "/owner/login", account + "battery+staple")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(publicUrl() + "/owner/nothing").body()).contains("\"code\":\"NOT_FOUND\"");
    }

    private static void assertConnects(Socket socket) throws Exception {
        CompletableFuture<Object> reply = new CompletableFuture<>();
        socket.emit("checkConnection", new Object[0], (Ack) values -> reply.complete(values[0]));
        socket.connect();
        try {
            assertThat(reply.get(40, TimeUnit.SECONDS)).isEqualTo("connected");
        } finally {
            socket.close();
        }
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String form) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private void assertPagesServe(String domain) throws IOException {
        String url = publicUrl();
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
        String snippet = dashboard.locator(".onboarding pre").textContent();
        dashboard.navigate(url + "/dashboard");
        assertThat(dashboard).hasURL(url + "/dashboard/");
        assertThat(dashboard.locator(".dashboard")).isVisible();

        Page shop = browser.newPage();
        shop.navigate(serve("<!doctype html>" + snippet));
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
        assertThat(webSockets)
                .isNotEmpty()
                .allSatisfy(socket -> assertThat(socket).startsWith("wss" + url.substring(5) + "/socket.io/"));
        assertThat(errors).isEmpty();
    }
}
