package dev.porchlight.pages;

import com.microsoft.playwright.Browser.NewContextOptions;
import dev.porchlight.testing.Chromium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An owner with a dashboard in a browser. A test fails if the page has logged an error. */
abstract class DashboardFixture extends BrowserTest {

    Account owner;
    DashboardPage dashboard;

    @BeforeEach
    void openDashboard() {
        owner = newOwner();
        dashboard = DashboardPage.of(Chromium.browser(), port);
    }

    @AfterEach
    void closeDashboard() {
        try {
            assertNoErrors();
        } finally {
            dashboard.close();
        }
    }

    void assertNoErrors() {
        dashboard.assertNoErrors();
    }

    /** Replaces the browser of the dashboard by one with these options. */
    void useBrowser(NewContextOptions options) {
        dashboard.close();
        dashboard = new DashboardPage(Chromium.browser(), port, options);
    }

    void logIn() {
        dashboard.logIn(owner.email(), PASSWORD);
    }

    String bearer() {
        return "Bearer " + owner.token();
    }

    /** @return the body of the reply as text */
    String get(String path) {
        return rest().send("GET", path, "application/json", "", "Authorization", bearer())
                .body()
                .toString();
    }
}
