package dev.porchlight.testing;

import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

class AccessibilityTest {

    private static final String BEFORE = "<html lang=en><title>A page</title><main><h1>A page</h1>";
    private static final String IMAGE = "<img src=\"data:,\">";

    @Test
    void what_is_wrong_is_found_in_pages_and_their_frames_as_they_stand() {
        try (Page page = Chromium.browser().newPage()) {
            page.setContent(BEFORE);
            assertAccessible(page);
            page.evaluate("image => document.querySelector('main').insertAdjacentHTML('beforeend', image)", IMAGE);
            assertThatThrownBy(() -> assertAccessible(page)).hasMessageContaining("image-alt " + IMAGE);

            page.setContent(BEFORE + "<iframe title='A frame' srcdoc='" + BEFORE + IMAGE + "'></iframe>");
            assertThatThrownBy(() -> assertAccessible(page)).hasMessageContaining("image-alt " + IMAGE);
        }
    }
}
