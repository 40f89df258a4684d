package dev.porchlight.pages;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With one browser for all tests of a class. */
abstract class BrowserTest extends ApplicationTest {

    static Chromium chromium;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }
}
