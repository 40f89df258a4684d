package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.ChatClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The dashboard in its five languages, on a desktop and on a phone, in light and in dark colours. */
class DashboardLanguagesTest extends DashboardFixture {

    private static final Path LOCALES = Path.of("src/main/resources/pages/dashboard/locales");

    /** What a reader sees or hears of the page's own texts: not data, code, names of keys, languages and zones. */
    private static final String OWN_TEXTS = """
            () => {
              const not = 'script, style, noscript, code, pre, kbd, [lang] [lang], #zone, .session strong';
              const texts = [document.title];
              const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const node = walker.currentNode;
                if ((node.parentElement ?? node).closest(not)) continue;
                if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
                else for (const name of ['title', 'aria-label', 'placeholder', 'alt']) texts.push(node.getAttribute(name) ?? '');
              }
              return texts.map(text => text.trim()).filter(Boolean);
            }""";

    /** Neither Porchlight nor what stands for itself in every language. */
    private static final Pattern LATIN = Pattern.compile("[A-Za-z]{2,}");

    private static final Pattern IN_EVERY_LANGUAGE =
            Pattern.compile("Porchlight|\\S*\\.example(\\.com)?\\S*|https?|Java-\\S*|\\d+\\.\\d+\\.\\d+\\S*");

    /** In a made-up language without Latin letters, each Latin word is one that stands in the code. */
    @Test
    void no_text_stands_in_the_code() throws IOException {
        String english = Files.readString(LOCALES.resolve("en.json"));
        useLanguage("ar", 1440);
        dashboard.context.route(
                "**/locales/ar.json", route -> route.fulfill(new Route.FulfillOptions().setBody(inGreek(english))));
        visitAllScreens(() -> {
            for (String text : texts()) {
                assertThat(LATIN.matcher(IN_EVERY_LANGUAGE.matcher(text).replaceAll(""))
                                .find())
                        .as(text)
                        .isFalse();
            }
        });
    }

    /** @param accessible the colours in which each screen has to pass axe */
    @ParameterizedTest
    @CsvSource({"de, 390,", "es, 1440, LIGHT", "fr, 390, DARK", "ar, 1440,", "de, 1440, DARK", "ar, 390, LIGHT"})
    void every_screen_is_in_the_language_fits_and_is_accessible(
            String language, int width, @Nullable ColorScheme accessible) throws IOException {
        JsonNode english = new ObjectMapper().readTree(LOCALES.resolve("en.json"));
        JsonNode own = new ObjectMapper().readTree(LOCALES.resolve(language + ".json"));
        List<String> foreign = english.propertyStream()
                .filter(text -> text.getValue().isString() && !text.getValue().equals(own.get(text.getKey())))
                .map(text -> text.getValue().asString())
                .toList();
        useLanguage(language, width);
        dashboard.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(accessible));
        visitAllScreens(() -> {
            assertThat(texts()).doesNotContainAnyElementsOf(foreign);
            assertThat(dashboard.page.evaluate("[document.documentElement.lang, document.documentElement.dir]"))
                    .isEqualTo(List.of(language, language.equals("ar") ? "rtl" : "ltr"));
            assertFits();
            if (accessible != null) {
                dashboard.assertNoErrors();
                dashboard.assertAccessible();
                // Axe adds inline styles, which the policy of the page blocks.
                dashboard.forgetErrors();
            }
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void arabic_is_mirrored_but_for_code() {
        useLanguage("ar", 1440);
        newChat(owner).say("1");
        dashboard.open("#login");
        new DashboardScreens(dashboard, () -> {}).logIn(owner.email(), PASSWORD);
        dashboard.page.locator("[data-chat]").click();
        dashboard.messages().waitFor();
        assertThat((Boolean) dashboard.page.evaluate("""
                () => {
                  const box = selector => document.querySelector(selector).getBoundingClientRect();
                  const end = selector => {
                    const text = document.createRange();
                    text.selectNodeContents(document.querySelector(selector));
                    return box(selector).right - text.getBoundingClientRect().right;
                  };
                  return box('.nav-rail').left > box('.column.list').left
                      && box('.column.list').left > box('.conversation').left
                      && box('.conversation').left > box('.details').left
                      && box('.message.guest .bubble').left > box('.log').left + 200
                      && box('.search kbd').right < box('.search > .icon').left
                      && end('#conversation-heading') < 1 && end('.chat-item-name') < 1;
                }""")).isTrue();
        dashboard.go("#settings/embed");
        dashboard.page.locator(".settings pre").waitFor();
        assertThat((List<Object>) dashboard.page.evaluate(
                        "[...document.querySelectorAll('pre, code')].map(code => getComputedStyle(code).direction)"))
                .hasSizeGreaterThan(2)
                .containsOnly("ltr");
        dashboard.go("#settings/texts");
        // Each paragraph has the direction of what is written in it.
        for (String field : List.of("#name", "#greeting", "#away")) {
            assertThat(dashboard.page.locator(field)).hasCSS("unicode-bidi", "plaintext");
        }
    }

    /** Name and preview begin beside the avatar, and what is cut off is their end. */
    @ParameterizedTest
    @CsvSource({"en-GB, 390", "en-GB, 1440", "ar, 390", "ar, 1440"})
    void names_and_messages_of_either_direction_stand_beside_their_avatar(String language, int width) {
        useLanguage(language, width);
        List<GuestChat> guests = List.of(
                named("Ada", "Hello!"),
                named("أحمد", "مرحبا!"),
                named("דנה", "Is it blue? שלום"),
                named("عبد الرحمن بن محمد بن أحمد بن عبد العزيز بن عبد الله الكبير", "مرحبا! ".repeat(20)),
                named("Ada ".repeat(20), "Hello! ".repeat(20)));
        dashboard.open("#login");
        new DashboardScreens(dashboard, () -> {}).logIn(owner.email(), PASSWORD);
        assertThat(dashboard.section("waiting")).hasCount(guests.size());
        for (String text : List.of(".chat-item-name", ".chat-item-text")) {
            assertBeginsBesideAvatar("[data-chat]", text);
        }
        for (GuestChat guest : guests) {
            dashboard.go("#chat/" + guest.id());
            assertThat(dashboard.messages()).hasCount(1);
            assertBeginsBesideAvatar(".conversation > .conversation-head", "#conversation-heading");
        }
    }

    private void assertBeginsBesideAvatar(String around, String text) {
        assertThat((List<?>) dashboard.page.evaluate("""
                ([around, text]) => {
                  const toRight = document.dir !== 'rtl';
                  const wrong = [];
                  for (const item of document.querySelectorAll(around)) {
                    const avatar = item.querySelector('.avatar').getBoundingClientRect();
                    const box = item.querySelector(text).getBoundingClientRect();
                    const range = document.createRange();
                    range.selectNodeContents(item.querySelector(text));
                    const all = range.getBoundingClientRect();
                    const node = document.createTreeWalker(item.querySelector(text), NodeFilter.SHOW_TEXT).nextNode();
                    range.setStart(node, 0);
                    range.setEnd(node, 1);
                    const first = range.getBoundingClientRect();
                    const gap = toRight ? Math.max(all.left, box.left) - avatar.right : avatar.left - Math.min(all.right, box.right);
                    const cut = first.left < box.left - 1 || first.right > box.right + 1;
                    if (gap < 0 || gap > 16 || cut) wrong.push(`${gap} ${cut} ${node.data}`);
                  }
                  return wrong;
                }""", List.of(around, text)))
                .as(text)
                .isEmpty();
    }

    private GuestChat named(String name, String message) {
        ChatClient client = connect();
        JsonNode chat = client.ask("getNewChat", "domain", owner.domain(), "name", name, "email", "g@example.com");
        GuestChat guest = new GuestChat(
                client,
                chat.get("chatId").asString(),
                chat.get("guestId").asString(),
                chat.get("guestToken").asString());
        guest.say(message);
        return guest;
    }

    @Test
    void a_name_of_the_other_direction_does_not_turn_the_words_around_it() {
        useLanguage("en-GB", 1440);
        GuestChat guest = named("أحمد", "مرحبا!");
        logIn();
        dashboard.chat(guest.id()).click();
        dashboard.button("Delete the chat").click();
        assertThat(dashboard.page.locator("#confirm-title")).hasText("Delete the chat with أحمد?");
        // An element that isolates, as the characters for it would.
        assertThat(dashboard.page.locator("#confirm-title bdi")).hasText("أحمد");
    }

    @Test
    void the_choice_is_kept_in_the_browser() {
        useLanguage("en-GB", 1440);
        logIn();
        dashboard.go("#settings/language");
        dashboard.page.locator("#language").selectOption("de");
        assertThat(dashboard.heading("Sprache")).isVisible();
        dashboard.open("");
        assertThat(dashboard.heading("Das Licht ist an")).isVisible();
        assertThat(dashboard.page.locator("html")).hasAttribute("lang", "de");
        dashboard.go("#settings/language");
        dashboard.page.locator("#language").selectOption("");
        assertThat(dashboard.page.locator("#setting-heading")).hasText("Language");
        assertThat(dashboard.page.locator("html")).hasAttribute("lang", "en-GB");
    }

    /** Whoever has none of the five in the browser may have the page translated; else only what guests write. */
    @ParameterizedTest
    @CsvSource({"de-AT, de-AT, no", "fr-CA, fr-CA, no", "ja-JP, en, yes"})
    void the_language_is_the_browsers(String browser, String page, String translate) {
        useLanguage(browser, 1440);
        GuestChat guest = newChat(owner);
        guest.say("1");
        dashboard.open("#login");
        new DashboardScreens(dashboard, () -> {}).logIn(owner.email(), PASSWORD);
        dashboard.chat(guest.id()).click();
        dashboard.messages().waitFor();
        assertThat(dashboard.page.locator("html")).hasAttribute("lang", page);
        assertThat(dashboard.page.locator("body")).hasAttribute("translate", translate);
        assertThat(dashboard.messages()).hasAttribute("translate", "yes");
        assertThat(dashboard.page.locator("#conversation-heading")).hasAttribute("translate", "no");
    }

    @Test
    void a_browser_that_names_english_after_its_own_language_may_translate() {
        useLanguage("ja-JP", 1440);
        dashboard.page.addInitScript(
                "Object.defineProperty(navigator, 'languages', { value: ['ja', 'en-US@posix', 'en-US', 'en'] })");
        dashboard.open("#login");
        assertThat(dashboard.page.locator("form").first()).isVisible();
        assertThat(dashboard.page.locator("html")).hasAttribute("lang", "en-US");
        assertThat(dashboard.page.locator("body")).hasAttribute("translate", "yes");
    }

    private void useLanguage(String language, int width) {
        useBrowser(new NewContextOptions().setLocale(language).setViewportSize(width, width == 390 ? 844 : 900));
    }

    @SuppressWarnings("unchecked")
    private List<String> texts() {
        return (List<String>) dashboard.page.evaluate(OWN_TEXTS);
    }

    private void assertFits() {
        assertThat((List<?>) dashboard.page.evaluate("""
                () => [...document.querySelectorAll('body, main, .column, .card, dialog, form, button, a.nav-item, .menu-item, .note, h2, .actions')]
                    .filter(element => element.clientWidth && element.scrollWidth > element.clientWidth + 1)
                    .map(element => `${element.className || element.tagName}: ${element.scrollWidth} > ${element.clientWidth}: ${element.textContent.trim().slice(0, 60)}`)""")).isEmpty();
    }

    /** Each Latin letter becomes a Greek one, but for those of placeholders. */
    private static String inGreek(String json) {
        ObjectNode texts = (ObjectNode) new ObjectMapper().readTree(json);
        for (Map.Entry<String, JsonNode> text : texts.properties()) {
            if (text.getValue().isString()) {
                text.setValue(texts.stringNode(greek(text.getValue().asString())));
            } else {
                ObjectNode forms = (ObjectNode) text.getValue();
                forms.properties()
                        .forEach(form -> form.setValue(
                                texts.stringNode(greek(form.getValue().asString()))));
            }
        }
        return texts.toString();
    }

    private static String greek(String text) {
        return Pattern.compile("(?<!\\w)\\{\\w+}|[A-Za-z]")
                .matcher(text)
                .replaceAll(found -> found.group().startsWith("{")
                        ? found.group()
                        : Character.toString('α' + (found.group().charAt(0) | 32) - 'a'));
    }
}
