package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DashboardAlertsTest extends DashboardFixture {

    private static final String RECORD_NOTIFICATIONS = """
            window.Notification = class extends EventTarget {
              static permission = 'granted';
              constructor(title, { body }) {
                super();
                localStorage.setItem('notified', `${localStorage.getItem('notified') ?? ''}${body};`);
                localStorage.setItem('titles', `${localStorage.getItem('titles') ?? ''}${title};`);
              }
              close() {
                localStorage.setItem('closed', Number(localStorage.getItem('closed')) + 1);
              }
            };
            """;

    private static final String COUNT_CHIMES = """
            const { resume } = AudioContext.prototype;
            AudioContext.prototype.resume = function () {
              localStorage.setItem('chimes', Number(localStorage.getItem('chimes')) + 1);
              return resume.call(this);
            };
            """;

    private static final String NO_NOTIFICATION_CONSTRUCTOR = """
            window.Notification = class {
              static permission = 'granted';
              constructor() {
                throw new TypeError('Illegal constructor.');
              }
            };
            """;

    @Test
    void a_chat_on_the_screen_of_one_tab_alerts_in_no_tab() {
        GuestChat read = newChat(owner);
        read.say("hello");
        GuestChat other = newChat(owner);
        other.say("hello");
        dashboard.context.addInitScript(RECORD_NOTIFICATIONS);
        logIn();
        dashboard.go("#chat/" + read.id());
        assertThat(dashboard.messages()).hasCount(1);
        for (int i = 0; i < 2; i++) {
            Page tab = dashboard.context.newPage();
            tab.navigate(dashboard.page.url().replaceFirst("#.*", "#settings/alerts"));
            assertThat(tab).hasTitle("(2) Porchlight");
        }

        read.say("on the screen");
        assertThat(dashboard.messages()).hasCount(2);
        other.say("not on the screen");

        assertThat(dashboard.chat(other.id())).containsText("not on the screen");
        // Not waitForFunction, which may need eval, and the page's policy forbids that.
        await().pollInSameThread().until(() -> dashboard.page.evaluate("localStorage.getItem('notified')") != null);
        for (Page tab : dashboard.context.pages()) {
            assertThat(tab).hasTitle("(2) Porchlight");
        }
        assertThat(dashboard.page.evaluate("localStorage.getItem('notified')")).isEqualTo("not on the screen;");
    }

    @Test
    void what_came_while_there_was_no_connection_is_one_sound_and_one_summary_until_the_log_out() {
        List<GuestChat> guests =
                IntStream.range(0, 15).mapToObj(i -> newChat(owner)).toList();
        dashboard.context.addInitScript(RECORD_NOTIFICATIONS);
        dashboard.context.addInitScript(COUNT_CHIMES);
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(15);
        Page tab = dashboard.context.newPage();
        tab.navigate(dashboard.page.url());
        assertThat(tab.locator("#list-waiting [data-chat]")).hasCount(15);
        for (Page page : dashboard.context.pages()) {
            page.evaluate("dispatchEvent(new Event('pagehide'))");
            page.getByText("No connection.").waitFor();
        }
        guests.forEach(guest -> {
            guest.say("hello");
            guest.say("are you there?");
        });
        // Summaries are stored a moment after messages; one that came alone would be an alert of its own.
        ChatClient client = connect();
        await().until(() -> client.ask("getWaitingChats", "token", owner.token())
                .get("data")
                .valueStream()
                .allMatch(chat -> chat.at("/lastMessage/message").asString().equals("are you there?")));
        for (Page page : dashboard.context.pages()) {
            page.evaluate("dispatchEvent(new Event('pageshow'))");
        }
        await().pollInSameThread().until(() -> stored("titles"), "15 guests wrote;"::equals);
        assertThat(stored("notified")).isEqualTo("Guest, Guest, Guest and 12 more;");
        assertThat(announcement()).hasText("15 guests wrote: Guest, Guest, Guest and 12 more");

        // Fewer than wait: the number is that of the names.
        guests.get(0).say("one more");
        await().pollInSameThread().until(() -> stored("titles"), "15 guests wrote;Guest;"::equals);
        assertThat(stored("notified")).endsWith(";one more;");
        assertThat(stored("chimes")).isEqualTo("2");
        assertThat(announcement()).hasText("Guest wrote: one more");

        dashboard.logOut();
        await().pollInSameThread().until(() -> stored("closed"), "2"::equals);
    }

    private Locator announcement() {
        return dashboard.page.locator(".dashboard > [role=status]");
    }

    private String stored(String key) {
        return (String) dashboard.page.evaluate("key => localStorage.getItem(key)", key);
    }

    /** There is no app and no push service behind it. */
    @Test
    void alerts_are_promised_for_an_open_dashboard_only() {
        dashboard.page.navigate("http://localhost:" + port + "/");
        assertThat(dashboard.page.locator(".way li").last())
                .containsText(
                        "While the dashboard is open, on a computer or a phone, it tells you when somebody writes.");
        logIn();
        dashboard.go("#settings/alerts");
        assertThat(dashboard.page.getByText("while the dashboard is open in it"))
                .isVisible();
    }

    @Test
    void a_new_message_is_announced_to_screen_readers() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.go("#chat/" + guest.id());
        assertThat(dashboard.messages()).hasCount(1);
        guest.say("are you there?");
        assertThat(dashboard
                        .page
                        .locator("[role=status]")
                        .filter(new Locator.FilterOptions().setHasText("Guest wrote: are you there?")))
                .hasCount(1);
    }

    @Test
    void the_service_worker_shows_notifications_where_the_page_cannot() {
        try (Browser browser = Chromium.withWindows();
                DashboardPage windowed = DashboardPage.of(browser, port)) {
            windowed.context.grantPermissions(List.of("notifications"));
            windowed.context.addInitScript(NO_NOTIFICATION_CONSTRUCTOR);
            windowed.logIn(owner.email(), PASSWORD);
            windowed.go("#settings/alerts");
            windowed.button("Test my alerts").click();
            assertThat(windowed.page.getByText("A notification was shown.")).isVisible();
            assertThat(windowed.page.evaluate("""
                            async () => {
                              const worker = await navigator.serviceWorker.ready;
                              const shown = await worker.getNotifications();
                              return `${worker.scope.replace(location.origin, '')} ${shown.map(({ data }) => data)}`;
                            }
                            """)).isEqualTo("/dashboard/ #settings/alerts");
            windowed.assertNoErrors();
        }
    }
}
