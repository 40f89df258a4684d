package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import dev.porchlight.validation.BlankTexts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages' rule of what shows nothing is the server's: InputTextTest tries the same texts. */
class ClientVisibleTest extends BrowserTest {

    @Test
    void pages_and_server_agree_on_what_shows_nothing() {
        // A script as a document may load nothing.
        NewContextOptions options = new NewContextOptions().setBypassCSP(true);
        try (BrowserContext browser = Chromium.browser().newContext(options)) {
            Page page = browser.newPage();
            page.navigate("http://localhost:" + port + "/widget.js");

            assertThat(visible(page, BlankTexts.blank())).isEqualTo(List.of());
            assertThat(visible(page, BlankTexts.visible())).isEqualTo(BlankTexts.visible());
        }
    }

    private static Object visible(Page page, List<String> texts) {
        return page.evaluate("""
                async texts => {
                  const { isVisible } = await import('/assets/000000000000/client/visible.js');
                  return texts.filter(isVisible);
                }""", texts);
    }
}
