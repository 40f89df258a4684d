package dev.porchlight.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chromium as the machine has it, one for all tests of a process, which part by contexts of their own; tests are skipped
 * where there is none, but not in CI.
 */
public final class Chromium {

    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;

    private Chromium() {}

    public static synchronized Browser browser() {
        Browser running = browser;
        if (running == null || !running.isConnected()) {
            quit();
            // The shell has the same pages without the windows around them, for three quarters of the time.
            running = launch(Programs.require("chromium-headless-shell", "chromium"));
            browser = running;
        }
        return running;
    }

    /** One that shows notifications, which the shell does not; to be closed. */
    public static synchronized Browser withWindows() {
        return launch(Programs.require("chromium"));
    }

    private static Browser launch(String executable) {
        return playwright()
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(executable))
                        .setChromiumSandbox(false)
                        .setArgs(List.of(
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static Playwright playwright() {
        Playwright running = playwright;
        if (running == null) {
            // More than the pauses between attempts to connect; who succeeds does not wait.
            PlaywrightAssertions.setDefaultAssertionTimeout(40_000);
            running = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            playwright = running;
        }
        return running;
    }

    /** At the end of the process, or after a crash of the browser. */
    public static synchronized void quit() {
        Playwright running = playwright;
        playwright = null;
        browser = null;
        if (running != null) {
            running.close();
        }
    }
}
