package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard in forced colours; {@link DashboardLanguagesTest} has every screen pass axe in others. */
class DashboardAccessibilityTest extends DashboardFixture {

    /** Not here: axe adds inline styles, which the policy of the page blocks. */
    @Override
    void assertNoErrors() {}

    /** Where colours are forced, backgrounds are not there to tell what is chosen. */
    @Test
    void what_is_chosen_differs_without_backgrounds() {
        useBrowser(new Browser.NewContextOptions()
                .setForcedColors(ForcedColors.ACTIVE)
                .setViewportSize(1440, 900));
        GuestChat chosen = newChat(owner);
        chosen.say("hello");
        chosen.client().ask("newMessage", "token", owner.token(), "chatId", chosen.id(), "message", "good day");
        newChat(owner).say("good morning");
        logIn();
        dashboard.go("#chat/" + chosen.id());
        assertThat(dashboard.section("waiting")).hasCount(1);
        assertThat(dashboard.messages()).hasCount(2);
        assertThat((boolean) dashboard.page.evaluate("""
                () => {
                  const [guest, owner] = ['guest', 'owner'].map(role =>
                    getComputedStyle(document.querySelector(`.message.${role} .bubble`)).borderWidth);
                  return guest !== owner;
                }""")).isTrue();
        for (String items : List.of(".nav-rail a", "[data-chat]")) {
            assertChosenDiffers(items);
        }
        assertThat(
                        (boolean)
                                dashboard
                                        .chat(chosen.id())
                                        .locator(".presence")
                                        .evaluate(
                                                "dot => getComputedStyle(dot).backgroundColor !== getComputedStyle(document.body).backgroundColor"))
                .isTrue();
        dashboard.assertAccessible();
        dashboard.go("#settings/embed");
        assertThat(dashboard.page.locator(".swatch input")).hasCount(6);
        assertChosenDiffers("a.menu-item");
        assertThat((List<?>) dashboard.page.evaluate("""
                () => [...new Set([...document.querySelectorAll('.swatch input')].map(input => getComputedStyle(input).backgroundColor))]""")).hasSize(6);
        dashboard.assertAccessible();
    }

    private void assertChosenDiffers(String items) {
        assertThat((boolean) dashboard.page.evaluate("""
                items => {
                  const look = item => {
                    const { borderInlineStartWidth, borderInlineStartStyle, outlineStyle } = getComputedStyle(item);
                    return JSON.stringify([borderInlineStartWidth, borderInlineStartStyle, outlineStyle]);
                  };
                  const all = [...document.querySelectorAll(items)];
                  const chosen = all.filter(item => item.ariaCurrent);
                  return chosen.length === 1 && all.every(item => item === chosen[0] || look(item) !== look(chosen[0]));
                }""", items)).as(items).isTrue();
    }
}
