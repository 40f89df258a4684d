package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Test;

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
