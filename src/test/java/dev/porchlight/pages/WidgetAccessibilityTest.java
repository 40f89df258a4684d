package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keyboard, phone, right to left, screen reader, long histories. */
class WidgetAccessibilityTest extends WidgetFixture {

    @Test
    void the_widget_works_by_keyboard() {
        Page page = visit(shop(""));
        assertThat(in(page, ".launcher")).isVisible();
        assertAccessible(page);
        in(page, ".launcher").focus();
        page.keyboard().press("Enter");
        assertThat(in(page, "#name")).isFocused();
        page.keyboard().press("Enter");
        assertThat(in(page, "#name")).hasAttribute("aria-invalid", "true");
        assertThat(in(page, "#email-error")).hasText("Please fill this in.");
        assertAccessible(page);
        page.keyboard().type("Ada");
        page.keyboard().press("Tab");
        page.keyboard().type("ada@");
        page.keyboard().press("Enter");
        assertThat(in(page, "#email-error")).hasText("Please check this address.");
        page.keyboard().type("example.com");
        page.keyboard().press("Tab");
        page.keyboard().type("Hello");
        page.keyboard().press("Enter");

        assertThat(composer(page)).isFocused();
        String chat = awaitChat(page);
        answer(chat, "Hi");
        assertThat(in(page, ".them")).hasCount(2);
        assertAccessible(page);
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Enter");
        assertThat(in(page, ".emojis button").first()).isFocused();
        assertAccessible(page);
        page.keyboard().press("Escape");
        assertThat(in(page, ".emojis")).isHidden();
        assertThat(composer(page)).isFocused();
        page.keyboard().type("xy");
        page.keyboard().press("Backspace");
        assertThat(composer(page)).hasValue("x");
        in(page, ".smile").click();
        composer(page).click();
        assertThat(in(page, ".emojis")).isHidden();
        page.keyboard().press("Escape");
        assertThat(in(page, "dialog")).isHidden();
        assertThat(in(page, ".launcher")).isFocused();
        assertThat(in(page, ".launcher")).hasAttribute("aria-expanded", "false");
    }

    @Test
    void enter_during_ime_composition_does_not_send() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        composer(page).fill("にほん");
        composer(page)
                .evaluate(
                        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, cancelable: true}))");
        composer(page)
                .evaluate(
                        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))");
        assertThat(in(page, "dialog")).isVisible();
        assertThat(composer(page)).hasValue("にほん");
        assertThat(in(page, ".me")).hasCount(0);
        composer(page).press("Enter");
        assertThat(in(page, ".me .bubble")).hasText("にほん");
    }

    @Test
    void the_panel_fills_a_phone_screen_until_it_is_closed() {
        visitor.close();
        visitor = newVisitor(new NewContextOptions()
                .setViewportSize(390, 844)
                .setHasTouch(true)
                .setColorScheme(ColorScheme.DARK)
                .setReducedMotion(ReducedMotion.REDUCE));
        Page page = visit(shop(""));
        in(page, ".launcher").tap();
        assertThat(in(page, "dialog")).isVisible();
        BoundingBox panel = in(page, "dialog").boundingBox();
        assertThat(panel.width).isEqualTo(390);
        assertThat(panel.height).isEqualTo(844);
        assertThat(in(page, "h2")).isFocused();
        assertThat(in(page, "#email")).hasCSS("font-size", "16px");
        assertAccessible(page);
        in(page, "#name").fill("Ada");
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill("Hello");
        in(page, "form .primary").tap();
        awaitChat(page);
        assertAccessible(page);
        for (Locator button : in(page, "button:visible").all()) {
            BoundingBox box = button.boundingBox();
            assertThat(Math.min(box.width, box.height)).isGreaterThanOrEqualTo(44);
        }
        assertThat(page.evaluate("document.body.style.length + document.documentElement.style.length"))
                .isEqualTo(0);
        in(page, ".close").tap();
        assertThat(in(page, "dialog")).isHidden();
        assertThat(in(page, ".launcher")).isFocused();
        page.setViewportSize(1440, 900);
        in(page, ".launcher").click();
        assertThat(in(page, "dialog")).hasCSS("width", "384px");
    }

    @Test
    void an_on_screen_keyboard_keeps_the_focus_in_the_field() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        page.setViewportSize(800, 600);
        open(page);
        assertThat(composer(page)).isFocused();
        page.setViewportSize(800, 400);
        assertThat(in(page, "dialog:modal")).isVisible();
        assertThat(composer(page)).isFocused();
    }

    /** Where colours are forced, backgrounds and shadows are not there. */
    @Test
    void things_differ_without_backgrounds() {
        visitor.close();
        visitor = newVisitor(new NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        assertThat(in(page, ".launcher")).not().hasCSS("border-top-style", "none");
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        answer(chat, "Hi");
        assertThat(in(page, ".them")).hasCount(2);
        for (String bordered :
                List.of(".them .bubble >> nth=1", ".me .bubble", ".send", "dialog", ".composer textarea")) {
            assertThat(in(page, bordered)).hasCSS("border-top-style", "solid");
        }
        assertThat(borders(page, ".me .bubble")).isNotEqualTo(borders(page, ".them .bubble >> nth=1"));
        assertThat(in(page, ".online")).hasCount(1);
        String online = dot(page);
        ownerClient.close();
        assertThat(in(page, ".online")).hasCount(0);
        assertThat(dot(page)).isNotEqualTo(online);
        ownerClient = connect();
        composer(page).focus();
        assertThat(composer(page)).not().hasCSS("outline-style", "none");
        in(page, ".end").click();
        in(page, ".rating .up").click();
        assertThat(in(page, ".rating .primary")).hasCSS("border-top-style", "solid");
        assertThat(borders(page, ".rating .up")).isNotEqualTo(borders(page, ".rating .down"));
        assertAccessible(page);
        in(page, ".close").click();
        answer(chat, "Still there?");
        assertThat(in(page, ".badge")).containsText("1");
        assertThat(in(page, ".badge")).hasCSS("border-top-style", "solid");
    }

    private static Object borders(Page page, String selector) {
        return in(page, selector)
                .evaluate("node => getComputedStyle(node).borderStyle + getComputedStyle(node).borderWidth");
    }

    private static String dot(Page page) {
        return (String) in(page, ".presence").evaluate("node => getComputedStyle(node, '::before').backgroundColor");
    }

    /** The page's own size is nothing that the visitor has chosen. */
    @ParameterizedTest
    @CsvSource({"32, 390, 32px, 32px", "32, 1280, 32px, 32px", "12, 1280, 12px, 16px"})
    void texts_have_the_size_that_the_browser_is_set_to(int size, int width, String text, String field) {
        Page page = visitor.newPage();
        page.setViewportSize(width, 844);
        JsonObject sizes = new JsonObject();
        sizes.addProperty("standard", size);
        JsonObject command = new JsonObject();
        command.add("fontSizes", sizes);
        visitor.newCDPSession(page).send("Page.setFontSizes", command);
        page.navigate(website.serve(
                "/sizes",
                "<!doctype html><html lang=\"de\" style=\"font-size: 62.5%\"><meta name=\"viewport\" content=\"width=device-width\">"
                        + "<title>Shop</title><main><h1>Shop</h1></main>" + embed("")));
        open(page);
        assertThat(in(page, ".form > .bubble")).hasCSS("font-size", text);
        assertThat(in(page, "#email")).hasCSS("font-size", field);
        in(page, "form .primary").click();
        assertThat(in(page, "#email-error")).not().isEmpty();
        assertThat(cutOff(page)).isEqualTo(List.of());
        in(page, "#name").fill("Ada");
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill("Donaudampfschifffahrtsgesellschaftskapitän");
        in(page, "form .primary").click();
        awaitMessage(page);
        in(page, ".end").click();
        in(page, ".rating .down").click();
        in(page, ".smile").click();
        assertThat(in(page, ".emojis")).isVisible();
        assertThat(cutOff(page)).isEqualTo(List.of());
    }

    private static void awaitMessage(Page page) {
        assertThat(in(page, ".me .meta").last()).containsText("Gesendet");
    }

    /** What has more in it than it shows and cannot be scrolled, or stands out of the window. */
    private static Object cutOff(Page page) {
        return in(page, "dialog").evaluate("""
                dialog => [dialog, ...dialog.querySelectorAll('*:not(.sr, .sr *)')].filter(node => {
                  const { overflowX, overflowY } = getComputedStyle(node);
                  const { left, right, width } = node.getBoundingClientRect();
                  return width > 0 && (left < -1 || right > innerWidth + 1
                    || (overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1)
                    || (overflowY === 'hidden' && node.scrollHeight > node.clientHeight + 1));
                }).map(node => `${node.tagName}.${node.className}`)""");
    }

    @Test
    void arabic_is_laid_out_from_right_to_left() {
        configure(WITHOUT_FORM);
        Page page = visit(shop("data-locale=\"ar\" data-colour=\"#f5b13d\""));
        open(page);
        write(page, "مرحبا");
        assertThat(in(page, ".me .meta")).containsText("أُرسلت");
        BoundingBox mine = in(page, ".me .bubble").boundingBox();
        BoundingBox theirs = in(page, ".them .bubble").boundingBox();
        assertThat(mine.x).isLessThan(theirs.x);
        BoundingBox name = in(page, "h2 bdi").boundingBox();
        assertThat(name.x + name.width).isGreaterThan(theirs.x);
        assertThat(in(page, ".presence")).hasText("لسنا هنا الآن");
        assertThat(in(page, ".me .bubble")).hasCSS("color", "rgb(0, 0, 0)");
        answer(chats("getWaitingChats").get(0).get("_id").asString(), "انظر https://shop.example/؟");
        assertThat(in(page, ".them a")).hasAttribute("href", "https://shop.example/");
        assertThat(in(page, ".them a")).hasAttribute("dir", "ltr");
        assertAccessible(page);
    }

    @Test
    void a_long_history_keeps_its_scroll_position() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "message 1");
        String chat = awaitChat(page);
        for (int i = 2; i < 500; i++) {
            String message = rest().json("token", owner.token(), "chatId", chat, "message", "message " + i);
            if (i % 20 == 0) {
                ownerClient.askFor("newMessage", message);
            } else {
                ownerClient.send("newMessage", message);
            }
        }
        answer(chat, "message 500");
        assertThat(in(page, ".bubble").last()).hasText("message 500");
        page.waitForCondition(
                () -> chats("getActiveChats").get(0).get("guestReadSeq").asInt() == 500);
        page.reload();
        assertThat(in(page, ".bubble").last()).hasText("message 500");
        assertThat(in(page, ".bubble").last()).isInViewport();
        assertThat(in(page, ".them, .me")).hasCount(200);

        Locator first = in(page, ".bubble").getByText("message 301", new Locator.GetByTextOptions().setExact(true));
        in(page, ".list").evaluate("list => list.scrollTop = 0");
        assertThat(in(page, ".them, .me")).hasCount(400);
        assertThat(first).isInViewport();
        in(page, ".list").evaluate("list => list.scrollTop = 0");
        assertThat(in(page, ".them, .me")).hasCount(501);
        assertThat(in(page, ".loading")).hasCount(0);
        answer(chat, "message 501");
        assertThat(in(page, ".bubble").last()).not().isInViewport();
        in(page, ".to-end").click();
        assertThat(in(page, ".bubble").last()).isInViewport();
        assertThat(in(page, ".bubble").last()).hasText("message 501");
    }
}
