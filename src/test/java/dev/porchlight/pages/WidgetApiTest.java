package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** window.Porchlight: identify, open and close, events. */
class WidgetApiTest extends WidgetFixture {

    @Test
    void an_identity_token_verifies_the_visitor() {
        Page page = visit(shop(""));
        page.waitForFunction("window.Porchlight");
        page.evaluate("jwt => Porchlight.identify(() => jwt)", identity("ruth"));
        open(page);
        write(page, "It is me");
        // The owner asks for an address, and the identity has none.
        in(page, "#name").fill("R.");
        in(page, "#email").fill("ruth@example.com");
        assertThat(in(page, "#message")).hasValue("It is me");
        assertThat(in(page, ".notice")).isEmpty();
        in(page, "form .primary").click();
        String chat = awaitChat(page);
        JsonNode guest = chats("getWaitingChats").get(0).get("guest");
        assertThat(guest.get("verified").asBoolean()).isTrue();
        assertThat(guest.get("name").asString()).isEqualTo("Ruth");

        page.evaluate("Porchlight.identify(null)");
        Locator form = in(page, "form.form");
        assertThat(form).isVisible();
        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        write(page, "Me again");
        assertThat(in(page, ".me .bubble")).hasText(new String[] {"It is me", "Me again"});
        assertThat(messages(chat)).containsExactly("It is me", "Me again");
    }

    @Test
    void a_rejected_identity_token_leaves_the_visitor_unverified() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        page.waitForFunction("window.Porchlight");
        page.evaluate("Porchlight.identify('no.such.identity')");
        open(page);
        write(page, "Hello");
        assertThat(messages(awaitChat(page))).containsExactly("Hello");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("verified").asBoolean())
                .isFalse();
    }

    @Test
    void a_function_that_names_another_person_shows_nothing_of_the_first() {
        configure(WITHOUT_FORM);
        website.serve("/who", identity("ruth"));
        String page = website.serve(
                "/function",
                "<!doctype html><html lang=\"en\"><title>Shop</title><main><h1>Shop</h1></main><script>"
                        + "(window.Porchlight ??= []).push(['identify', async () => (await fetch('/who')).text()])</script>"
                        + embed(""));
        Page first = visit(page);
        open(first);
        write(first, "A secret");
        String chat = awaitChat(first);
        composer(first).fill("Half a secret");
        first.reload();
        assertThat(in(first, ".me .bubble")).hasText("A secret");
        assertThat(composer(first)).hasValue("Half a secret");

        website.serve("/who", identity("eve"));
        first.reload();
        assertThat(in(first, ".list .them .bubble")).isVisible();
        first.waitForTimeout(1_000);
        assertThat(in(first, ".me")).hasCount(0);
        assertThat(composer(first)).hasValue("");
        write(first, "Mine");
        assertThat(in(first, ".me:not(.sending) .bubble")).hasText("Mine");
        assertThat(in(first, ".me .meta").last()).containsText("Sent");
        assertThat(chats("getWaitingChats")).hasSize(2);
        assertThat(messages(chat)).containsExactly("A secret");
    }

    @Test
    void a_function_that_never_answers_costs_a_moment_and_no_words() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        page.waitForFunction("window.Porchlight");
        page.evaluate("Porchlight.identify(() => new Promise(() => {}))");
        open(page);
        write(page, "Hello");
        assertThat(in(page, ".notice")).hasText("We cannot be reached right now.");
        assertThat(composer(page)).hasValue("Hello");

        Page other = visit(shop(""));
        open(other);
        write(other, "From the other tab");
        assertThat(messages(awaitChat(other))).containsExactly("From the other tab");
    }

    @Test
    void identify_null_clears_the_chat_in_all_tabs() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        Page other = visit(shop(""));
        open(page);
        open(other);
        write(page, "A secret");
        awaitChat(page);
        assertThat(in(other, ".me .bubble")).hasText("A secret");
        write(page, "not\0sent");
        assertThat(in(page, ".me.failed")).isVisible();

        page.evaluate("Porchlight.identify(null)");
        assertThat(in(page, ".me")).hasCount(0);
        assertThat(in(other, ".me")).hasCount(0);
        page.waitForFunction("!Object.keys(localStorage).length");
    }

    @Test
    void identify_null_loads_nothing() {
        Page page = visit(website.serve(
                "/stranger",
                "<!doctype html><html lang=\"en\"><title>Stranger</title><script>Porchlight = [['identify', null]]</script>"
                        + embed("")));
        assertThat(in(page, ".launcher")).isVisible();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        assertThat(page.evaluate(
                        "us => performance.getEntriesByType('resource').map(({ name }) => name).filter(name => name.startsWith(us))",
                        "http://localhost:" + port + "/"))
                .isEqualTo(List.of("http://localhost:" + port + "/widget.js"));
    }

    @Test
    void calls_before_the_script_has_loaded_are_queued() {
        configure(WITHOUT_FORM);
        Page page = visit(website.serve(
                "/api",
                "<!doctype html><html lang=\"en\"><title>Api</title><script>heard = []; Porchlight = [['on', 'open', () => heard.push('open')],"
                        + "['on', 'unread', n => heard.push(n)], ['on', 'message', m => heard.push(m.message)], ['open']]</script>"
                        + embed("data-greeting=\"Ahoy!\"")));
        assertThat(in(page, ".them .bubble")).hasText("Ahoy!");
        write(page, "Hello");
        String chat = awaitChat(page);
        page.evaluate("Porchlight.close()");
        assertThat(in(page, "dialog")).isHidden();
        answer(chat, "Hi");
        assertThat(in(page, ".badge")).containsText("1");
        page.evaluate("Porchlight.open()");
        assertThat(in(page, "dialog")).isVisible();
        page.waitForFunction("heard.length >= 5");
        assertThat(page.evaluate("heard")).isEqualTo(List.of("open", "Hi", 1, 0, "open"));
    }

    @Test
    void wrong_calls_and_attributes_are_told_and_cost_nothing_else() {
        List<String> warnings = new ArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(website.serve(
                "/wrong",
                "<!doctype html><html lang=\"en\"><title>Wrong</title><script>opened = 0; Porchlight = ["
                        + "['on', 'ready', () => {}], ['on', 'open'], 'open', , ['shut'], ['toString'], [], ['identify', {}],"
                        + "['on', 'open', () => opened++], ['open']]</script>"
                        + "<script async src=\"http://localhost:%d/widget.js\" data-domain=\"\" data-colour=\"red\" data-position=\"top\" data-theme=\"\" data-locale=\"xx\"></script>"
                                .formatted(port)));
        assertThat(in(page, "dialog")).isVisible();
        page.waitForFunction("opened > 0");
        assertThat(page.evaluate("opened")).isEqualTo(1);
        assertThat(warnings.stream().filter(warning -> warning.startsWith("Porchlight: ")))
                .hasSizeGreaterThanOrEqualTo(13);
        for (String name : List.of("domain", "colour", "position", "theme", "locale")) {
            assertThat(warnings).anyMatch(warning -> warning.startsWith("Porchlight: data-" + name + "="));
        }
        warnings.clear();
        page.evaluate("() => { const off = Porchlight.on('ready', () => {}); off(); Porchlight.push('close');"
                + " [5, 0, false, '', undefined, Symbol('x'), {}].forEach(Porchlight.identify) }");
        page.waitForCondition(() -> warnings.size() >= 9);
        // What the server said of the domain may come late.
        assertThat(warnings)
                .filteredOn(warning -> !warning.contains("nobody answers"))
                .hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-", "english", "de-abcdefghijk", "-", "fr_"})
    void a_locale_that_is_none_is_told_and_the_pages_language_taken(String locale) {
        List<String> warnings = new ArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(website.serve(
                "/locale",
                "<!doctype html><html lang=\"es\"><title>Tienda</title>" + embed("data-locale=\"" + locale + "\"")));
        assertThat(in(page, ".launcher")).hasAttribute("aria-label", "Chatee con nosotros");
        page.waitForCondition(() -> warnings.size() == 1);
        assertThat(warnings).containsExactly("Porchlight: data-locale=\"" + locale + "\" is unknown.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "'here'", "null", "() => {}"})
    void what_was_called_porchlight_before_does_not_matter(String value) {
        Page page = visit(website.serve(
                "/taken",
                "<!doctype html><html lang=\"en\"><title>Taken</title><script>window.Porchlight = " + value
                        + "</script>" + embed("")));
        open(page);
        assertThat(page.evaluate("typeof Porchlight.open")).isEqualTo("function");
    }
}
