package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import dev.porchlight.testing.Chromium;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the loader keeps the main thread of a page busy. */
@Tag("long")
class WidgetCostTest extends BrowserTest {

    private static final int ROUNDS = 15;

    @Test
    void the_loader_takes_less_than_50_ms_of_the_main_thread() {
        busyMillis(true);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            without.add(busyMillis(false));
            with.add(busyMillis(true));
        }
        double cost = median(with) - median(without);
        System.out.printf(
                "The main thread is busy for %.1f ms with the widget, %.1f ms without: %.1f ms for it.%n",
                median(with), median(without), cost);
        assertThat(cost).isLessThan(50);
    }

    private double busyMillis(boolean withWidget) {
        try (BrowserContext visitor = Chromium.browser().newContext()) {
            if (!withWidget) {
                visitor.route("**/widget.js", Route::abort);
            }
            Page shop = visitor.newPage();
            CDPSession devtools = visitor.newCDPSession(shop);
            devtools.send("Performance.enable");
            shop.navigate("http://localhost:" + port + "/demo/");
            shop.waitForLoadState(LoadState.NETWORKIDLE);
            for (var metric : devtools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
                JsonObject named = metric.getAsJsonObject();
                if (named.get("name").getAsString().equals("TaskDuration")) {
                    return 1_000 * named.get("value").getAsDouble();
                }
            }
            throw new AssertionError("Chromium does not say how long it was busy");
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
