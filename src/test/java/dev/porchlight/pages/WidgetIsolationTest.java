package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.MouseButton;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that listen to everything, and pages that remove what they did not make. */
class WidgetIsolationTest extends WidgetFixture {

    @BeforeEach
    void withoutForm() {
        configure(WITHOUT_FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // As the npm package focus-trap does.
                """
                for (const type of ['focusin', 'mousedown', 'touchstart', 'click', 'keydown'])
                  document.addEventListener(type, event => {
                    if (document.querySelector('main').contains(event.target)) return;
                    event.preventDefault();
                    event.stopImmediatePropagation();
                    if (type === 'focusin') document.querySelector('#q').focus();
                  }, true);""",
                // As libraries of shortcuts do.
                """
                window.addEventListener('keydown', event => {
                  if (/^(input|textarea)$/i.test(event.target.tagName)) return;
                  event.preventDefault();
                  document.querySelector('#q').value += event.key;
                }, true);""",
                """
                window.addEventListener('keypress', event => {
                  if (event.target.closest('input, textarea') || event.target.matches('textarea')) return;
                  event.preventDefault();
                  document.querySelector('#q').focus();
                }, true);"""
            })
    void what_is_typed_into_the_widget_stays_there(String script) {
        Page page = visit(website.serve("/listens", """
                <!doctype html><html lang="en"><title>Shop</title><main><input id="q"></main>
                <script>%s</script>%s</html>""".formatted(script, embed(""))));
        open(page);
        composer(page).click();
        page.keyboard().type("Hello");
        in(page, ".smile").click();
        in(page, ".emojis button").first().click();
        assertThat(composer(page)).hasValue("Hello😀");
        page.keyboard().press("Tab");
        assertThat(in(page, ".send")).isFocused();
        composer(page).press("Enter");
        assertThat(messages(awaitChat(page))).containsExactly("Hello😀");
        page.keyboard().press("Escape");
        assertThat(in(page, "dialog")).isHidden();
        assertThat(page.locator("#q")).hasValue("");
        assertThat(page.evaluate("document.querySelector('porchlight-chat').tagName"))
                .isEqualTo("PORCHLIGHT-CHAT");
    }

    @Test
    void a_button_of_the_widget_works_once_a_click() {
        configure("{\"name\":\"Lamps\",\"ask\":{\"name\":\"no\",\"email\":\"optional\"}}");
        Page page = visit(shop(""));
        open(page);
        in(page, "#message").fill("Hello");
        in(page, "form .primary").click();
        String chat = awaitChat(page);
        answer(chat, "See www.shop.example/lamps");
        Page other = visitor.waitForPage(() -> in(page, ".them a").click());
        other.close();
        assertThat(visitor.pages()).hasSize(1);
        in(page, ".sound").click();
        assertThat(in(page, ".sound")).hasAttribute("aria-label", "Turn sound on");
        assertThat(messages(chat)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document.querySelector('porchlight-chat').remove()",
                "document.body = document.createElement('body')",
                "document.documentElement.replaceWith(document.documentElement.cloneNode())",
                "document.documentElement.replaceWith(document.documentElement.cloneNode(true))",
                "document.open(); document.write('<body><p>Another page'); document.close()",
                "document.open(); document.write(`<body>${SNIPPET}${SNIPPET}`); document.close()",
            })
    void the_widget_comes_back_with_its_state(String removal) {
        Page page = visit(shop(""));
        page.evaluate("snippet => { window.SNIPPET = snippet; window.opened = 0 }", embed(""));
        page.evaluate("() => void Porchlight.on('open', () => opened++)");
        open(page);
        composer(page).fill("half a");
        page.evaluate(removal);

        assertThat(in(page, ".launcher")).isVisible();
        assertThat(composer(page)).hasValue("half a");
        in(page, ".launcher").click();
        assertThat(in(page, "dialog")).isHidden();
        open(page);
        composer(page).press("Enter");
        assertThat(messages(awaitChat(page))).containsExactly("half a");
        assertThat(page.locator("porchlight-chat")).hasCount(1);
        assertThat((int) page.evaluate("opened")).isGreaterThan(1);
    }

    @Test
    void nothing_that_the_page_does_to_its_elements_moves_or_cuts_the_widget() {
        Page page = visit(website.serve("/moves", """
                <!doctype html><html lang="en"><title>Shop</title><style>::backdrop { background: red !important }</style>
                <main style="height: 3000px"><h1>Shop</h1><div id="inner" style="transform: scale(.5); overflow: hidden">x</div></main>
                %s</html>""".formatted(embed(""))));
        open(page);
        assertThat(in(page, ".them .bubble")).isVisible();
        Object moved = page.evaluate("""
                async () => {
                  const host = document.querySelector('porchlight-chat');
                  const look = async () => {
                    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
                    await Promise.all(host.shadowRoot.getAnimations().map(({ finished }) => finished));
                    return ['.launcher', 'dialog'].map(name => {
                      const box = host.shadowRoot.querySelector(name).getBoundingClientRect();
                      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                      return [box.x, box.y, box.width, box.height, document.elementFromPoint(x, y) === host].join();
                    }).join();
                  };
                  const before = await look();
                  const moved = [];
                  for (const root of [document.documentElement, document.body]) {
                    for (const style of ['transform: translateX(90px)', 'will-change: transform', 'perspective: 90px', 'contain: strict',
                      'scale: .5', 'rotate: 9deg', 'translate: 0 90px', 'filter: blur(1px)', 'backdrop-filter: blur(1px)', 'opacity: 0',
                      'content-visibility: auto', 'container-type: size', 'overflow: hidden; clip-path: circle(9px)']) {
                      root.style.cssText = style;
                      if (await look() !== before) moved.push(`${root.tagName} ${style}`);
                      root.style.cssText = '';
                    }
                  }
                  for (const parent of [document.body, document.querySelector('#inner')]) {
                    parent.append(host);
                    if (await look() !== before) moved.push(parent.tagName);
                  }
                  return moved;
                }""");
        assertThat(moved).isEqualTo(List.of());
        assertThat((boolean) page.evaluate(
                        "getComputedStyle(document.querySelector('porchlight-chat').shadowRoot.querySelector('.root'), '::backdrop')"
                                + ".backgroundColor === 'rgba(0, 0, 0, 0)'"))
                .isTrue();
    }

    @Test
    void events_that_the_page_sends_to_the_element_end() {
        Page page = visit(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        assertThat(page.evaluate("""
                () => {
                  const errors = [];
                  addEventListener('error', ({ message }) => errors.push(message));
                  const host = document.querySelector('porchlight-chat');
                  host.click();
                  for (const name of ['keydown', 'focus', 'input']) host.dispatchEvent(new Event(name, { bubbles: true }));
                  return errors;
                }""")).isEqualTo(List.of());
    }

    @Test
    void a_widget_that_is_removed_with_its_script_comes_back_with_it() {
        Page page = visit(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        page.evaluate("document.querySelectorAll('porchlight-chat, script').forEach(node => node.remove())");
        page.waitForTimeout(1_000);
        assertThat(page.locator("porchlight-chat")).hasCount(0);

        includeAgain(page, embed("").replace("widget.js", "widget.js?v=2"));
        open(page);
        assertThat(page.locator("porchlight-chat")).hasCount(1);
        remove(page);
        assertThat(in(page, "dialog")).isVisible();
    }

    @ParameterizedTest
    @ValueSource(strings = {"window.Porchlight = []", "delete window.Porchlight", "window.Porchlight = {}"})
    void a_page_that_replaces_the_global_has_one_widget_all_the_same(String replacement) {
        Page page = visit(shop(""));
        open(page);
        composer(page).fill("half a");
        page.evaluate("window.element = document.querySelector('porchlight-chat')");
        page.evaluate(replacement);
        page.evaluate("if (Array.isArray(window.Porchlight)) Porchlight.push(['close'])");
        includeAgain(page, embed(""));

        page.waitForFunction("typeof window.Porchlight?.open === 'function'");
        if (replacement.endsWith("[]")) {
            assertThat(in(page, "dialog")).isHidden();
        }
        page.waitForTimeout(500);
        assertThat(page.locator("porchlight-chat")).hasCount(1);
        assertThat(page.evaluate("document.querySelector('porchlight-chat') === element"))
                .isEqualTo(true);
        page.evaluate("Porchlight.open()");
        assertThat(composer(page)).hasValue("half a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import('SRC')",
                "(() => { const script = document.createElement('script'); script.src = 'SRC'; script.dataset.domain = 'DOMAIN';"
                        + " script.onload = () => script.remove(); document.body.append(script); })()"
            })
    void a_widget_without_a_script_element_comes_back_too(String load) {
        Page page = visit(website.serve(
                "/loads", "<!doctype html><html lang=\"en\"><title>Shop</title><main><h1>Shop</h1></main></html>"));
        page.evaluate(load.replace("SRC", "http://localhost:%d/widget.js".formatted(port))
                .replace("DOMAIN", owner.domain()));
        assertThat(in(page, ".launcher")).isVisible();
        page.waitForTimeout(500);
        removeAndSeeItComeBack(page, 2);
        assertThat(page.locator("script")).hasCount(0);
    }

    private static void includeAgain(Page page, String snippet) {
        page.evaluate("document.body.append(document.createRange().createContextualFragment(`" + snippet + "`))");
    }

    private static void remove(Page page) {
        page.evaluate("document.querySelector('porchlight-chat').remove()");
    }

    @Test
    void a_page_that_removes_it_again_and_again_has_its_way() {
        Page page = visitor.newPage();
        page.clock().install();
        List<String> warnings = new ArrayList<>();
        page.onConsoleMessage(message -> warnings.add(message.text()));
        page.navigate(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        page.evaluate("() => { window.element = document.querySelector('porchlight-chat'); }");
        removeAndSeeItComeBack(page, 3);
        page.clock().fastForward(61_000);
        removeAndSeeItComeBack(page, 5);
        remove(page);
        page.waitForCondition(() -> warnings.contains("Porchlight: removed again and again."));

        page.clock().fastForward(61_000);
        page.evaluate("document.documentElement.append(document.createElement('div'))");
        page.waitForTimeout(1_000);
        assertThat(page.locator("porchlight-chat")).hasCount(0);
        assertThat(warnings).hasSize(1);

        includeAgain(page, embed(""));
        assertThat(in(page, ".launcher")).isVisible();
        page.clock().fastForward(61_000);
        removeAndSeeItComeBack(page, 5);
        remove(page);
        page.waitForCondition(() -> warnings.size() == 2);
        assertThat(page.locator("porchlight-chat")).hasCount(0);

        // The page puts it back by itself, and then includes the script again.
        page.evaluate("""
                src => new Promise(resolve => {
                  document.documentElement.append(element);
                  const script = document.createElement('script');
                  document.body.append(Object.assign(script, { src, onload: resolve }));
                })""", "http://localhost:%d/widget.js".formatted(port));
        removeAndSeeItComeBack(page, 2);
    }

    private static void removeAndSeeItComeBack(Page page, int times) {
        for (int i = 0; i < times; i++) {
            remove(page);
            assertThat(in(page, ".launcher")).isVisible();
        }
    }

    private static final String EVENTS = "keydown keypress keyup beforeinput input textInput compositionstart"
            + " compositionupdate compositionend copy cut paste selectstart contextmenu focus blur focusin focusout click"
            + " dblclick auxclick mousedown mouseup pointerdown pointerup pointercancel touchstart touchmove touchend"
            + " touchcancel wheel dragstart dragenter dragover drop";

    /** A page that prevents everything that it sees, before anything inside of an element does. */
    private Page visitPageThatPreventsEverything() {
        return visit(website.serve("/prevents", """
                <!doctype html><html lang="en"><title>Shop</title><main><p>Lamps</p></main>
                <script>
                  window.seen = [];
                  for (const target of [document, document.documentElement])
                    for (const name of '%s'.split(' '))
                      target.addEventListener(name, event => {
                        seen.push(name);
                        event.preventDefault();
                        event.stopImmediatePropagation();
                      }, { capture: true, passive: false });
                </script>%s</html>""".formatted(EVENTS, embed(""))));
    }

    @Test
    void a_page_sees_and_prevents_nothing_that_is_done_in_the_widget() {
        visitor.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Page page = visitPageThatPreventsEverything();
        open(page);
        composer(page).click();
        page.keyboard().type("ab");
        page.keyboard().press("ControlOrMeta+a");
        page.keyboard().press("ControlOrMeta+c");
        page.keyboard().press("End");
        page.keyboard().press("ControlOrMeta+v");
        assertThat(composer(page)).hasValue("abab");
        page.keyboard().press("ControlOrMeta+a");
        page.keyboard().press("ControlOrMeta+x");
        assertThat(composer(page)).hasValue("");
        CDPSession devtools = visitor.newCDPSession(page);
        JsonObject composition = new JsonObject();
        composition.addProperty("text", "に");
        composition.addProperty("selectionStart", 1);
        composition.addProperty("selectionEnd", 1);
        devtools.send("Input.imeSetComposition", composition);
        assertThat(composer(page)).hasValue("に");
        JsonObject text = new JsonObject();
        text.addProperty("text", "日本");
        devtools.send("Input.insertText", text);
        assertThat(composer(page)).hasValue("日本");
        composer(page).dblclick();
        assertThat(composer(page).evaluate("field => field.selectionEnd - field.selectionStart"))
                .isEqualTo(2);
        in(page, ".them .bubble").dblclick();
        composer(page).click(new Locator.ClickOptions().setButton(MouseButton.RIGHT));
        page.mouse().wheel(0, 10);

        // Whatever else there is, as it would come out of the shadow root.
        assertThat(composer(page).evaluate("""
                (field, names) => names.split(' ').filter(name => {
                  const event = new Event(name, { bubbles: true, cancelable: true, composed: true });
                  return !field.dispatchEvent(event) && name !== 'click';
                })""", EVENTS)).isEqualTo(List.of());
        assertThat(page.evaluate("seen")).isEqualTo(List.of());
        page.locator("main p").click();
        assertThat(page.evaluate("seen.includes('pointerdown') && seen.includes('pointerup')"))
                .isEqualTo(true);
    }

    @Test
    void what_the_page_began_to_drag_may_end_above_the_widget_and_files_are_the_pages() {
        Page page = visitPageThatPreventsEverything();
        BoundingBox launcher = in(page, ".launcher").boundingBox();
        page.locator("main p").hover();
        page.mouse().down();
        page.mouse().move(launcher.x + 30, launcher.y + 30);
        page.mouse().up();
        assertThat(page.evaluate("seen.filter(name => name.endsWith('up'))")).isEqualTo(List.of("pointerup"));

        assertThat(in(page, ".launcher").evaluate("""
                button => ['text', 'file'].map(kind => {
                  const dataTransfer = new DataTransfer();
                  if (kind === 'text') dataTransfer.setData('text/plain', 'text');
                  else dataTransfer.items.add(new File(['x'], 'x.txt'));
                  const event = new DragEvent('drop', { bubbles: true, cancelable: true, composed: true, dataTransfer });
                  return button.dispatchEvent(event);
                })""")).isEqualTo(List.of(true, false));
    }
}
