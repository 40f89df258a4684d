package dev.porchlight.pages;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Chromium;
import org.junit.jupiter.api.BeforeAll;

/** Skipped where there is no browser. */
abstract class BrowserTest extends ApplicationTest {

    @BeforeAll
    static void launch() {
        Chromium.browser();
    }
}
