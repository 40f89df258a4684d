package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The widget on pages of other people: its cost for them, and their effect on it. */
class WidgetHostPageTest extends WidgetFixture {

    private static final int MAX_LOADER_BYTES = 4 * 1024;
    private static final int MAX_TOTAL_BYTES = 20 * 1024;
    private static final int MAX_CONVERSATION_BYTES = 4 * 1024;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void the_loader_is_small_and_stores_nothing_and_the_rest_is_loaded_on_the_first_click() throws Exception {
        Set<String> requests = ConcurrentHashMap.newKeySet();
        List<String> sockets = new ArrayList<>();
        visitor.onRequest(request -> {
            if (request.url().contains(":" + port + "/")) {
                requests.add(request.url());
            }
        });
        Page page = visitor.newPage();
        page.onWebSocket(socket -> sockets.add(socket.url()));
        page.navigate(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        page.waitForLoadState();

        assertThat(requests).singleElement().asString().endsWith("/widget.js");
        assertThat(transferredBytes(requests)).isLessThanOrEqualTo(MAX_LOADER_BYTES);
        assertThat(sockets).isEmpty();
        assertThat(page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length"))
                .isEqualTo(0);
        assertThat(visitor.cookies()).isEmpty();
        assertThat(page.evaluate("indexedDB.databases().then(all => all.length)"))
                .isEqualTo(0);

        open(page);
        assertThat(in(page, "form.form")).isVisible();
        assertThat(chats("getWaitingChats")).isEmpty();
        assertThat(requests).hasSize(3);
        for (String language : List.of("en", "de", "es", "fr", "ar")) {
            assertThat(transferredBytes(requests.stream()
                            .map(url -> url.replace("/en.json", "/" + language + ".json"))
                            .collect(Collectors.toSet())))
                    .as(language)
                    .isLessThanOrEqualTo(MAX_TOTAL_BYTES);
        }
        in(page, "#name").fill("Ada");
        page.waitForCondition(() -> requests.size() == 4);
        assertThat(transferredBytes(requests.stream()
                        .filter(url -> url.endsWith("/widget/conversation.js"))
                        .collect(Collectors.toSet())))
                .isBetween(1, MAX_CONVERSATION_BYTES);
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill("Hello");
        in(page, "#message").press("Enter");
        String chat = awaitChat(page);
        answer(chat, "Hello");
        assertThat(in(page, ".them .bubble").last()).hasText("Hello");
        assertThat(requests).hasSize(4);
        in(page, ".smile").click();
        assertThat(in(page, ".emojis button").first()).isFocused();
        in(page, ".end").click();
        in(page, ".rating .up").click();
        assertThat(requests)
                .hasSize(6)
                .anyMatch(url -> url.endsWith("/widget/emoji-picker.js"))
                .anyMatch(url -> url.endsWith("/widget/rating.js"));
    }

    @Test
    void styles_and_scripts_of_the_page_do_not_break_the_widget() {
        configure(WITHOUT_FORM);
        Page page = visit(website.serve("/hostile", """
                <!doctype html><html><head><title>Hostile</title><base href="https://elsewhere.example/x/">
                <style>* { all: unset !important; color: red !important; font-size: 3px !important }</style>
                <script>
                  Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => 'broken';
                  Object.prototype.extra = Array.prototype.extra = () => { throw new Error('extra'); };
                  for (const name of ['last', 'first', 'forEach', 'flat', 'includes', 'reduce'])
                    Array.prototype[name] = () => { throw new Error(name); };
                  Array.from = () => [];
                  Math.random = () => 0.5;
                  crypto.randomUUID = () => 'always the same';
                  for (const name of ['keydown', 'keypress', 'focusin'])
                    document.addEventListener(name, event => { event.preventDefault(); document.activeElement.blur(); });
                  var open = 1, close = 2, h = 3, t = 4, Panel = 5;
                </script></head><body><div style="position:fixed;inset:0;z-index:2147483647">Above</div>%s</body></html>
                """.formatted(embed(""))));

        open(page);
        composer(page).pressSequentially("Hello");
        composer(page).press("Enter");
        String chat = awaitChat(page);
        answer(chat, "Still here");
        assertThat(in(page, ".them .bubble").last()).hasText("Still here");
        assertThat(messages(chat)).containsExactly("Hello", "Still here");
        assertThat(in(page, ".launcher")).hasCSS("width", "60px");
        assertThat(in(page, "dialog")).hasCSS("width", "384px");
        assertThat(in(page, ".them .bubble").last()).hasCSS("font-size", "16px");
        assertThat(in(page, ".them .bubble").last()).hasCSS("color", "rgb(39, 35, 29)");
        assertThat(page.evaluate("Object.keys(window).filter(key => /porch/i.test(key))"))
                .isEqualTo(List.of("Porchlight"));
    }

    @Test
    void the_widget_works_twice_on_a_page_with_its_own_scrolling_and_an_odd_language_tag() {
        configure(WITHOUT_FORM);
        Page page = visit(website.serve(
                "/odd",
                "<!doctype html><html lang=\"de_DE\"><title>Odd</title><body><h1>Odd</h1><script>"
                        + "addEventListener('wheel', event => event.preventDefault(), { passive: false })</script>"
                        + embed("") + embed("")));
        assertThat(in(page, ".launcher")).hasCount(1);
        open(page);
        assertThat(in(page, ".them .bubble")).hasText("Hallo! Wie können wir helfen?");
        write(page, "line\n".repeat(60) + "end");
        assertThat(in(page, ".me .meta")).containsText("Gesendet");
        in(page, ".list").hover();
        page.mouse().wheel(0, -200);
        assertThat(in(page, ".to-end")).isVisible();
    }

    @Test
    void the_widget_runs_under_a_strict_content_security_policy() {
        configure(WITHOUT_FORM);
        List<String> errors = errors();
        visitor.addInitScript("addEventListener('securitypolicyviolation', e => (window.violations ??= [])"
                + ".push(e.violatedDirective + ' ' + e.blockedURI))");
        String us = "http://localhost:" + port;
        Page page = visit(website.serve(
                "/strict",
                "<!doctype html><html lang=\"en\"><title>Strict</title><body><h1>Strict</h1>"
                        + embed("data-colour=\"#fc0\""),
                "Content-Security-Policy",
                "default-src 'none'; script-src " + us + "; connect-src " + us + " ws://localhost:" + sockets.port()
                        + "; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        answer(chat, "Hello");
        assertThat(in(page, ".them .bubble").last()).hasText("Hello");
        in(page, ".smile").click();
        in(page, ".emojis button").first().click();
        in(page, ".end").click();
        in(page, ".rating .up").click();
        assertThat(in(page, ".rating textarea")).isVisible();
        assertThat(in(page, ".send")).hasCSS("background-color", "rgb(255, 204, 0)");
        assertThat(page.evaluate("window.violations ?? []")).isEqualTo(List.of());
        assertThat(errors).isEmpty();
    }

    @Test
    void markup_from_owner_and_guest_is_shown_as_text() {
        String attack = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>\"'`${1}{{x}}</textarea>";
        JsonMapper json = new JsonMapper();
        configure(json.writeValueAsString(json.createObjectNode()
                .put("name", "N" + attack.substring(0, 60))
                .put("greeting", attack)
                .put("away", attack)
                .set("ask", json.createObjectNode().put("name", "optional").put("email", "no"))));
        Page page = visit(shop("data-colour=\"red;}\" data-position=\"<b>\" data-locale=\"<i>\""));
        open(page);
        assertThat(in(page, ".form > .bubble")).hasText(attack);
        assertThat(in(page, ".note")).hasText(attack);
        in(page, "#name").fill(attack.substring(0, 90));
        in(page, "#message").fill(attack);
        in(page, "form .primary").click();
        String chat = awaitChat(page);
        answer(
                chat,
                attack
                        + " javascript:hacked=1 data:text/html,x www.shop.example/a(b) <https://a.example/?q='\"> x@y.example.");
        assertThat(in(page, ".me .bubble")).hasText(attack);
        assertThat(in(page, ".them a")).hasCount(3);
        assertThat(in(page, ".them a").nth(0)).hasAttribute("href", "https://www.shop.example/a(b)");
        assertThat(in(page, ".them a").nth(2)).hasAttribute("href", "mailto:x@y.example");
        assertThat(in(page, "h2")).containsText("N<img");
        assertThat(in(page, ":is(img, script)")).hasCount(0);
        assertThat(page.evaluate("window.hacked")).isNull();
    }

    @Test
    void an_unregistered_domain_is_shown_without_console_errors() {
        List<String> errors = errors();
        List<String> warnings = new ArrayList<>();
        visitor.onConsoleMessage(message -> {
            if (message.type().equals("warning")) {
                warnings.add(message.text());
            }
        });
        Page page = visit(website.serve(
                "/nobody",
                "<!doctype html><html lang=\"de\"><title>Niemand</title><main><h1>Niemand</h1></main>"
                        + embed("").replace(owner.domain(), "nobody.example")));
        open(page);
        assertThat(in(page, ".message-view")).hasText("Für diese Seite ist noch kein Chat eingerichtet.");
        assertAccessible(page);
        page.waitForCondition(() -> !warnings.isEmpty());
        assertThat(warnings).containsExactly("Porchlight: nobody answers for nobody.example.");
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', nobody answers for 127.0.0.1. The page needs data-domain",
        "localhost, data-domain=a..b, nobody answers for a..b.",
    })
    void a_page_without_the_domain_of_an_owner_is_told_so(String host, String attributes, String warning) {
        List<String> warnings = new ArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(website.serve(
                        "/nowhere",
                        "<!doctype html><html lang=\"en\"><title>Nowhere</title><main><h1>Nowhere</h1></main><script async src=\"http://localhost:%d/widget.js\" %s></script>"
                                .formatted(port, attributes))
                .replace("localhost", host));
        open(page);

        assertThat(in(page, ".message-view")).hasText("Chat is not set up for this page yet.");
        assertThat(in(page, ".message-view button")).hasCount(0);
        page.waitForCondition(() -> !warnings.isEmpty());
        assertThat(warnings).singleElement().asString().startsWith("Porchlight: " + warning);
    }

    @Test
    void a_frame_of_the_same_site_shows_no_second_button() {
        website.serve("/inner", "<!doctype html><html lang=\"en\"><title>Inner</title>" + embed(""));
        website.serve("/allowed", "<!doctype html><html lang=\"en\"><title>Inner</title>" + embed("data-frames"));
        String outer = website.serve("/outer", """
                <!doctype html><html lang="en"><title>Outer</title><iframe name="inner" src="/inner"></iframe>
                <iframe name="text" srcdoc='%s'></iframe><iframe name="allowed" src="/allowed"></iframe>%s""".formatted(embed(""), embed("")));
        Page page = visit(outer);
        assertThat(in(page, ".launcher")).isVisible();
        for (String name : List.of("inner", "text")) {
            page.frame(name).waitForFunction("window.Porchlight");
            page.frame(name).evaluate("() => { Porchlight.open(); Porchlight.close(); Porchlight.identify(null) }");
            assertThat(page.frame(name).locator("porchlight-chat")).hasCount(0);
        }
        assertThat(page.frame("allowed").locator("porchlight-chat .launcher")).isVisible();

        // The frame of another site is that of a website that has no button around it.
        website.serve(
                "/foreign",
                "<!doctype html><html lang=\"en\"><title>Other</title><iframe name=\"inner\" src=\"%s\"></iframe>"
                        .formatted(outer.replace("/outer", "/inner")));
        page.navigate(outer.replace("localhost", "127.0.0.1").replace("/outer", "/foreign"));
        assertThat(page.frame("inner").locator("porchlight-chat .launcher")).isVisible();
    }

    private List<String> errors() {
        List<String> errors = new ArrayList<>();
        visitor.onConsoleMessage((ConsoleMessage message) -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        visitor.onWebError(error -> errors.add(error.error()));
        visitor.onRequestFailed((Request request) -> errors.add(request.url()));
        return errors;
    }

    /** The size of the bodies as transferred, with gzip. */
    private int transferredBytes(Set<String> addresses) throws Exception {
        int bytes = 0;
        for (String address : addresses) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
            bytes += response.body().length;
        }
        return bytes;
    }
}
