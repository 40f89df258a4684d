package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
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

        page.evaluate("document.body.append(document.createRange().createContextualFragment(`" + embed("") + "`))");
        open(page);
        assertThat(page.locator("porchlight-chat")).hasCount(1);
    }

    @Test
    void a_page_that_removes_it_again_and_again_has_its_way() {
        Page page = visit(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        page.evaluate("""
                () => {
                  window.removals = 0;
                  const remove = () => {
                    const host = document.querySelector('porchlight-chat');
                    if (host) removals++;
                    host?.remove();
                  };
                  new MutationObserver(remove).observe(document.documentElement, { childList: true });
                  remove();
                }""");
        page.waitForFunction("removals >= 2");
        page.waitForTimeout(2_000);
        assertThat((int) page.evaluate("removals")).isBetween(2, 10);
        assertThat(page.locator("porchlight-chat")).hasCount(0);
    }
}
