package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How an owner learns that somebody wrote. */
class DashboardAlertsTest extends BrowserTest {

    private static final String LISTENING = """
            window.Notification = class extends EventTarget {
              static permission = 'granted';
              constructor(title, { body }) {
                super();
                localStorage.setItem('told', `${localStorage.getItem('told') ?? ''}${body};`);
              }
            };
            """;

    private static final String ONLY_BY_A_WORKER = """
            window.Notification = class {
              static permission = 'granted';
              constructor() {
                throw new TypeError('Illegal constructor.');
              }
            };
            """;

    @Test
    void what_she_reads_in_one_tab_no_other_makes_a_noise_about() {
        Account owner = newOwner();
        GuestChat read = newChat(owner);
        read.say("hello");
        GuestChat other = newChat(owner);
        other.say("hello");
        try (Desk desk = Desk.of(Chromium.browser(), port)) {
            desk.context.addInitScript(LISTENING);
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#chat/" + read.id());
            assertThat(desk.messages()).hasCount(1);
            for (int i = 0; i < 2; i++) {
                Page tab = desk.context.newPage();
                tab.navigate(desk.page.url().replaceFirst("#.*", "#settings/alerts"));
                assertThat(tab).hasTitle("(1) Porchlight");
            }

            read.say("before her eyes");
            assertThat(desk.messages()).hasCount(2);
            other.say("in none of them");

            assertThat(desk.chat(other.id())).containsText("in none of them");
            // Not waitForFunction, which may need eval, and the page's policy forbids that.
            await().pollInSameThread().until(() -> desk.page.evaluate("localStorage.getItem('told')") != null);
            for (Page tab : desk.context.pages()) {
                assertThat(tab).hasTitle("(2) Porchlight");
            }
            assertThat(desk.page.evaluate("localStorage.getItem('told')")).isEqualTo("in none of them;");
            desk.assertNoComplaints();
        }
    }

    @Test
    void who_cannot_see_the_chat_hears_what_is_said_in_it() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        guest.say("hello");
        try (Desk desk = Desk.of(Chromium.browser(), port)) {
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#chat/" + guest.id());
            assertThat(desk.messages()).hasCount(1);
            guest.say("are you there?");
            assertThat(desk.page
                            .locator("[role=status]")
                            .filter(new Locator.FilterOptions().setHasText("Guest wrote: are you there?")))
                    .hasCount(1);
        }
    }

    @Test
    void where_a_page_may_not_show_notifications_its_worker_does() {
        Account owner = newOwner();
        try (Browser browser = Chromium.withWindows();
                Desk desk = Desk.of(browser, port)) {
            desk.context.grantPermissions(List.of("notifications"));
            desk.context.addInitScript(ONLY_BY_A_WORKER);
            desk.logIn(owner.email(), PASSWORD);
            desk.go("#settings/alerts");
            desk.button("Test my alerts").click();
            assertThat(desk.page.getByText("A notification was shown.")).isVisible();
            assertThat(desk.page.evaluate("""
                            async () => {
                              const worker = await navigator.serviceWorker.ready;
                              const shown = await worker.getNotifications();
                              return `${worker.scope.replace(location.origin, '')} ${shown.map(({ data }) => data)}`;
                            }
                            """)).isEqualTo("/dashboard/ #settings/alerts");
            desk.assertNoComplaints();
        }
    }
}
