package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.Accessibility;
import dev.porchlight.testing.Chromium;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on which owners see their widget, and what addresses can put on our pages. */
class PreviewTest extends DashboardFixture {

    private static final String FOREIGN = "Please write your password here.";

    @ParameterizedTest
    @ValueSource(strings = {"#", "?"})
    void an_address_puts_nothing_on_the_preview(String separator) {
        Account stranger = newOwner();
        Page page = dashboard.page;
        page.navigate(preview() + separator + "domain=" + stranger.domain()
                + "&greeting=Please+write+your+password+here.&colour=%23ff0000&locale=ar");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Nobody is logged in");
        assertThat(page.locator("porchlight-chat")).hasCount(0);

        logIn();
        assertThat(dashboard
                        .button("Log out")
                        .or(page.getByText("Nobody is waiting"))
                        .first())
                .isVisible();
        page.navigate("about:blank");
        page.navigate(preview() + separator + "domain=" + stranger.domain()
                + "&greeting=Please+write+your+password+here.&colour=%23ff0000&locale=ar");
        Locator widget = page.locator("porchlight-chat");
        widget.locator(".launcher").click();
        assertThat(widget.locator("h2")).hasText(owner.domain());
        assertThat(widget.locator(".form > .bubble")).hasText("Hello! How can we help?");
        assertThat((String) page.evaluate("document.body.innerText")).doesNotContain(FOREIGN);
    }

    /**
     * Any window may send to any other, such as to the frames of a page that it opened. The widget takes the first words
     * only, so the frame's parent is silent until the foreign ones have come.
     */
    @Test
    void another_window_puts_nothing_on_the_preview() {
        try (HostPage website = new HostPage()) {
            Page page = dashboard.page;
            page.navigate(website.serve("/opener", "<!doctype html><title>Opener</title><button>Open</button>"));
            Page opened = page.waitForPopup(
                    () -> page.evaluate("url => { window.opened = open(url); }", "http://localhost:" + port + "/"));
            opened.evaluate("""
                    url => new Promise(loaded => {
                      const frame = document.createElement('iframe');
                      frame.src = url;
                      frame.onload = loaded;
                      document.body.append(frame);
                    }).then(() => 0)""", preview());
            page.evaluate(
                    "domain => window.opened[0].postMessage({ domain, colour: '#ff0000' }, '*')",
                    newOwner().domain());
            page.waitForTimeout(500);
            opened.evaluate(
                    "domain => frames[0].postMessage({ domain, colour: '#0f615d' }, location.origin)", owner.domain());
            assertThat(opened.frameLocator("iframe").locator(".launcher"))
                    .hasCSS("background-color", "rgb(15, 97, 93)");
        }
    }

    @Test
    void the_dashboard_shows_in_the_preview_what_is_not_saved() {
        logIn();
        dashboard.go("#settings/embed");
        FrameLocator preview = dashboard.page.frameLocator(".preview iframe");
        assertThat(preview.locator(".launcher")).hasCSS("background-color", "rgb(15, 97, 93)");
        dashboard.page.getByLabel("Berry").check();
        assertThat(preview.locator(".launcher")).hasCSS("background-color", "rgb(168, 39, 95)");
        preview.locator(".launcher").click();
        assertThat(preview.locator("porchlight-chat h2")).hasText(owner.domain());
    }

    @Test
    void an_address_puts_nothing_into_the_form_for_a_code() {
        String made = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + "a".repeat(43);
        for (String code : List.of(FOREIGN.replace(" ", "%20"), made)) {
            dashboard.page.navigate("about:blank");
            dashboard.open("#reset/" + code);
            assertThat(dashboard.page.getByLabel("Code")).hasValue("");
        }
    }

    /** Not on the page of the dashboard: axe adds inline styles, which the policy blocks. */
    @ParameterizedTest
    @ValueSource(strings = {"LIGHT", "DARK"})
    void the_note_in_place_of_the_preview_fits_a_phone(ColorScheme scheme) {
        try (Page page = Chromium.browser().newPage()) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            page.setViewportSize(390, 700);
            page.navigate(preview());
            assertThat(page.locator("#instead")).isVisible();
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            Accessibility.assertAccessible(page);
        }
    }

    private String preview() {
        return "http://localhost:" + port + "/dashboard/preview";
    }
}
