package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The widget on pages with HTML of strangers, whose names and ids stand for what browsers have in document and window. */
class WidgetShadowedNamesTest extends WidgetFixture {

    /** Not by locators: they need the names that are shadowed. */
    private static final String SEND = """
            async () => {
              const until = async probe => {
                for (let i = 0; i < 300; i++) {
                  const found = probe();
                  if (found) return found;
                  await new Promise(done => setTimeout(done, 50));
                }
                throw new Error(`Never: ${probe}`);
              };
              const hosts = () => Document.prototype.querySelectorAll.call(document, 'porchlight-chat');
              const host = await until(() => hosts()[0]);
              const inside = selector => host.shadowRoot.querySelector(selector);
              inside('.launcher').click();
              const field = await until(() => inside('.composer textarea'));
              field.value = 'Hello';
              field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
              await until(() => inside('.me .meta')?.textContent.includes('Sent'));
              return hosts().length;
            }""";

    private final Set<String> foreignScripts = ConcurrentHashMap.newKeySet();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    @BeforeEach
    void watch() {
        configure(WITHOUT_FORM);
        visitor.onRequest(request -> {
            if (request.resourceType().equals("script") && !request.url().startsWith(us())) {
                foreignScripts.add(request.url());
            }
        });
        visitor.onWebError(error -> errors.add(error.error()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img name=\"NAME\" src=\"EVIL\">",
                "<embed name=\"NAME\" src=\"\">",
                "<object name=\"NAME\" id=\"NAME\"></object>",
                "<form name=\"NAME\" id=\"NAME\"><input name=\"open\"><input name=\"src\" value=\"EVIL\"></form>",
                "<a id=\"NAME\" href=\"EVIL\"></a><a id=\"NAME\" href=\"EVIL\"></a>",
                "<details id=\"NAME\" open></details>"
            })
    void whatever_html_is_called_the_widget_works_and_loads_its_own_code(String element) {
        String shadows = documentNames().stream()
                .map(name -> element.replace("NAME", name).replace("EVIL", website.serve("/evil/widget.js", "")))
                .collect(Collectors.joining());

        assertWorks(shadows + embed(""));
        assertWorks(embed("") + shadows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "src=\"EVIL\"", "srcdoc=\"<p>Hello</p>\""})
    void frames_may_be_called_as_the_widget_is(String source) {
        String frames =
                List.of("Porchlight", "currentScript", "documentElement", "createElement", "readyState").stream()
                        .map(name -> "<iframe name=\"%s\" %s></iframe>"
                                .formatted(name, source.replace("EVIL", "http://127.0.0.1:" + port + "/")))
                        .collect(Collectors.joining());

        assertWorks(frames + embed(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain      | SCRIPT
            async      | async SCRIPT
            defer      | defer SCRIPT
            module     | type="module" SCRIPT
            """)
    void the_snippet_may_be_included_in_any_way(String way, String attributes) {
        String snippet = "<script %s></script>"
                .formatted(attributes.replace(
                        "SCRIPT", "src=\"%s/widget.js?v=1\" data-domain=\"%s\"".formatted(us(), owner.domain())));
        String inert = "<script type=\"text/template\" data-domain=\"evil.example\" src=\"%s\"></script>"
                .formatted(website.serve("/evil/widget.js", ""));

        assertWorks(inert + "<img name=\"currentScript\"><form name=\"scripts\"></form>" + snippet + snippet);
    }

    @Test
    void a_tag_manager_may_insert_or_evaluate_the_snippet() {
        String insert = """
                <script>(() => {
                  const script = Document.prototype.createElement.call(document, 'script');
                  script.src = '%s/widget.js';
                  script.dataset.domain = '%s';
                  Document.prototype.querySelector.call(document, 'html').append(script);
                })();</script>""".formatted(us(), owner.domain());
        String evaluate = """
                <script type="text/plain" data-domain="evil.example" src="/evil/widget.js"></script>
                <script async data-domain="%s" type="text/javascript" src="%s/widget.js?blocked"></script>
                <script>setTimeout(async () => (0, eval)(await (await fetch('%s/widget.js')).text()))</script>""".formatted(owner.domain(), us(), us());
        String shadows =
                "<img name=\"currentScript\" src=\"/evil/x.png\"><a id=\"Porchlight\"></a><a id=\"Porchlight\"></a>";

        assertWorks(shadows + insert);
        assertWorks(insert + shadows);
        visitor.route("**/widget.js?blocked", route -> route.fulfill());
        assertWorks(shadows + evaluate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script type=\"module\" src=\"US/widget.js\" data-domain=\"DOMAIN\"></script>",
                "<script>import('US/widget.js')</script>",
                "<script async src=\"US/widget.js?blocked\" data-domain=\"DOMAIN\"></script><script src=\"OTHER/evaluates/widget.js\"></script>",
            })
    void another_vendors_widget_js_is_never_taken_for_it(String snippet) {
        String other = website.serve("/other/widget.js", "").replace("/other/widget.js", "");
        website.serve("/evaluates/widget.js", """
                const request = new XMLHttpRequest();
                request.open('GET', 'US/widget.js', false);
                request.send();
                (0, eval)(request.responseText);""".replace("US", us()));
        visitor.route("**/widget.js?blocked", route -> route.fulfill());
        List<String> code = new CopyOnWriteArrayList<>();
        visitor.onRequest(request -> {
            if (request.url().endsWith("/widget/all.js")) {
                code.add(request.url());
            }
        });
        String vendor = "<script src=\"%s/other/widget.js\"%s></script>";
        Page page = visit(website.serve(
                "/vendors",
                document(vendor.formatted(other, "")
                        + vendor.formatted(other, snippet.contains("evaluates") ? "" : " data-domain=\"evil.example\"")
                        + snippet.replace("US", us()).replace("OTHER", other).replace("DOMAIN", owner.domain()))));

        open(page);
        assertThat(code).singleElement().asString().startsWith(us());
    }

    @Test
    void evaluated_without_an_element_of_its_own_it_loads_nothing_from_another_vendor() {
        String other = website.serve("/other/widget.js", "").replace("/other/widget.js", "");
        List<String> requests = new CopyOnWriteArrayList<>();
        List<String> warnings = new CopyOnWriteArrayList<>();
        visitor.onRequest(request -> requests.add(request.url()));
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(website.serve("/vendor-only", document("""
                <script src="%s/other/widget.js" data-domain="other.example"></script>
                <script>setTimeout(async () => (0, eval)(await (await fetch('%s/widget.js')).text()))</script>""".formatted(other, us()))));
        in(page, ".launcher").click();

        page.waitForCondition(() -> warnings.stream().anyMatch(warning -> warning.contains("could not be loaded")));
        assertThat(requests).noneMatch(url -> url.endsWith("/widget/all.js"));
        assertThat(in(page, "dialog").count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(0, eval)(text)",
                "new Function(text)()",
                "setTimeout(text)",
                "document.head.append(Object.assign(document.createElement('script'), { text }))",
                "import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))",
            })
    void evaluated_where_nothing_tells_its_address_it_says_what_to_do(String evaluate) {
        List<String> warnings = new CopyOnWriteArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(website.serve(
                "/evaluated/widget.js",
                document("<script>setTimeout(async () => {"
                        + " const text = await (await fetch('%s/widget.js')).text(); %s; })</script>"
                                .formatted(us(), evaluate))));

        page.waitForCondition(() -> !warnings.isEmpty());
        assertThat(warnings)
                .containsExactly("Porchlight: evaluated, it needs a script element with its address and data-domain.");
        assertThat(page.locator("porchlight-chat").count()).isZero();
    }

    @Test
    void calls_are_queued_although_html_is_called_porchlight() {
        Page page = visit(website.serve("/queue", document("""
                <form id="Porchlight"><input name="open"><input name="push"></form>
                <script>
                  if (!Object.hasOwn(window, 'Porchlight')) window.Porchlight = [];
                  Porchlight.push(['on', 'open', () => { window.opened = true; }]);
                </script>""" + embed(""))));
        page.evaluate(SEND);

        assertThat(page.evaluate("window.opened")).isEqualTo(true);
    }

    private void assertWorks(String body) {
        Page page = visit(website.serve("/shadowed", document(body)));
        assertThat(page.evaluate(SEND)).as(body).isEqualTo(1);
        page.close();
        assertThat(foreignScripts).isEmpty();
        assertThat(errors).isEmpty();
    }

    private static String document(String body) {
        return "<!doctype html><html lang=\"en\"><head><title>Shop</title></head><body><h1>Shop</h1>%s</body></html>"
                .formatted(body);
    }

    private String us() {
        return "http://localhost:" + port;
    }

    /** All that a document has, and the global of the widget. */
    @SuppressWarnings("unchecked")
    private List<String> documentNames() {
        try (Page page = visitor.newPage()) {
            return (List<String>) page.evaluate("""
                    () => {
                      const names = new Set(['Porchlight', 'Symbol', 'HTMLScriptElement']);
                      for (let type = document; type !== Object.prototype; type = Object.getPrototypeOf(type))
                        for (const name of Object.getOwnPropertyNames(type)) names.add(name);
                      return [...names];
                    }""");
        }
    }
}
