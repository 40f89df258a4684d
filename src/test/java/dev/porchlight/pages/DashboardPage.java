package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.porchlight.testing.Accessibility;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The dashboard in a browser (page object). Collects the errors that the page logs. */
final class DashboardPage implements AutoCloseable {

    final BrowserContext context;
    final Page page;
    private final String url;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    DashboardPage(Browser browser, int port, Browser.NewContextOptions options) {
        options.setReducedMotion(ReducedMotion.REDUCE);
        if (options.locale == null) {
            options.setLocale("en-GB");
        }
        context = browser.newContext(options);
        context.setDefaultTimeout(40_000);
        page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(this::onConsole);
        url = "http://localhost:" + port + "/dashboard/";
    }

    static DashboardPage of(Browser browser, int port) {
        return new DashboardPage(browser, port, new Browser.NewContextOptions().setViewportSize(1440, 900));
    }

    /** Keeps script errors and violations of the policy, not failed requests. */
    private void onConsole(ConsoleMessage message) {
        if (message.type().equals("error")
                && !message.text().contains("Failed to load resource")
                && !message.text().contains("WebSocket connection")) {
            errors.add(message.text());
        }
    }

    void open(String hash) {
        page.navigate(url + hash);
    }

    void register(String email, String password, String domain) {
        open("#register");
        page.getByLabel("Domain of your website").fill(domain);
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password").fill(password);
        button("Register").click();
    }

    void logIn(String email, String password) {
        open("#login");
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password").fill(password);
        button("Log in").click();
        page.locator(".dashboard").waitFor();
    }

    void logOut() {
        page.locator(".log-out:visible").click();
        page.locator("dialog .danger").click();
    }

    void go(String hash) {
        page.evaluate("hash => { location.hash = hash; }", hash);
    }

    /** Closes the connection, as a page in the back/forward cache does. */
    void disconnect() {
        page.evaluate("dispatchEvent(new Event('pagehide'))");
        page.getByText("No connection.").waitFor();
    }

    void reconnect() {
        page.evaluate("dispatchEvent(new Event('pageshow'))");
        page.getByText("No connection.").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
    }

    Locator chat(String id) {
        return page.locator("[data-chat='" + id + "']");
    }

    /** The chats of a section of the list, such as {@code waiting}. */
    Locator section(String status) {
        return page.locator("#list-" + status + " [data-chat]");
    }

    Locator messages() {
        return page.locator(".log .bubble");
    }

    Locator composer() {
        return page.getByLabel("Your answer");
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    void assertAccessible() {
        Accessibility.assertAccessible(page);
    }

    void forgetErrors() {
        errors.clear();
    }

    void assertNoErrors() {
        assertThat(errors).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
