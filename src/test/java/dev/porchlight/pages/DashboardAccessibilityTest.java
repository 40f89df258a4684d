package dev.porchlight.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every screen passes axe, on a desktop and on a phone, in light and in dark colours. */
class DashboardAccessibilityTest extends DashboardFixture {

    /** Not here: axe adds inline styles, which the policy of the page blocks. */
    @Override
    void assertNoErrors() {}

    @ParameterizedTest
    @CsvSource({"LIGHT, 1440, en-GB", "DARK, 390, en-GB", "DARK, 1440, de", "LIGHT, 390, ar"})
    void every_screen_is_accessible(ColorScheme scheme, int width, String locale) {
        useBrowser(new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setLocale(locale)
                .setViewportSize(width, width == 390 ? 844 : 900));
        visitAllScreens(dashboard::assertAccessible);
    }
}
