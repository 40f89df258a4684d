package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.porchlight.testing.JavaScriptClients;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages with npm packages that trap the focus or take the whole document for their own. */
class WidgetBesidePackagesTest extends WidgetFixture {

    @BeforeAll
    static void install() throws Exception {
        JavaScriptClients.install();
    }

    @BeforeEach
    void withoutForm() {
        configure(WITHOUT_FORM);
    }

    /** Loads files of packages before anything of a page. */
    private void use(String... files) {
        for (String file : files) {
            visitor.addInitScript(JavaScriptClients.file("node_modules/" + file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ allowOutsideClick: true }"})
    void what_is_typed_into_the_widget_stays_there_beside_a_focus_trap(String options) {
        use("tabbable/dist/index.umd.min.js", "focus-trap/dist/focus-trap.umd.min.js");
        Page page = visit(website.serve("/trap", """
                <!doctype html><html lang="en"><title>Shop</title>
                <main><div id="box"><input id="q"><button>Search</button></div></main>
                <script>
                  const trap = focusTrap.createFocusTrap('#box', %s);
                  trap.activate();
                </script>%s</html>""".formatted(options, embed(""))));
        assertThat(page.locator("#q")).isFocused();
        open(page);
        composer(page).click();
        page.keyboard().type("Hello");
        in(page, ".smile").click();
        in(page, ".emojis button").first().click();
        assertThat(composer(page)).hasValue("Hello😀");
        page.keyboard().press("Tab");
        assertThat(in(page, ".send")).isFocused();
        page.keyboard().press("Enter");
        assertThat(messages(awaitChat(page))).containsExactly("Hello😀");
        page.keyboard().press("Escape");
        assertThat(in(page, "dialog")).isHidden();
        assertThat(page.locator("#q")).hasValue("");

        assertThat(page.evaluate("trap.active")).isEqualTo(true);
        page.locator("#q").click();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator("#q")).isFocused();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_widget_survives_the_hydration_of_the_whole_document(boolean isOpen) {
        use("react/umd/react.development.js", "react-dom/umd/react-dom.development.js");
        Page page = visit(website.serve("/react", """
                <!doctype html><html lang="en"><head><title>Shop</title></head><body><main><button id="count">0</button></main>\
                <script async="" src="http://localhost:%d/widget.js" data-domain="%s"></script></body></html>""".formatted(port, owner.domain())));
        assertThat(in(page, ".launcher")).isVisible();
        if (isOpen) {
            open(page);
            composer(page).fill("half a");
        }
        page.evaluate("""
                () => {
                  const { src, dataset: { domain } } = document.querySelector('script[data-domain]');
                  const e = React.createElement;
                  const App = () => {
                    const [count, setCount] = React.useState(0);
                    return e('html', { lang: 'en' },
                      e('head', null, e('title', null, 'Shop')),
                      e('body', null,
                        e('main', null, e('button', { id: 'count', onClick: () => setCount(count + 1) }, count)),
                        e('script', { async: true, src, 'data-domain': domain })));
                  };
                  window.removals = 0;
                  new MutationObserver(records => {
                    for (const { removedNodes } of records) removals += removedNodes.length;
                  }).observe(document, { childList: true, subtree: true });
                  ReactDOM.hydrateRoot(document, e(App), { onRecoverableError() {} });
                }""");
        page.waitForCondition(() -> (int) page.evaluate("removals") > 0);
        page.locator("#count").click();
        assertThat(page.locator("#count")).hasText("1");

        if (!isOpen) {
            open(page);
            composer(page).fill("half a");
        }
        assertThat(composer(page)).hasValue("half a");
        composer(page).press("Enter");
        assertThat(messages(awaitChat(page))).containsExactly("half a");
        page.locator("#count").click();
        assertThat(page.locator("#count")).hasText("2");
        assertThat(page.locator("porchlight-chat")).hasCount(1);
    }
}
