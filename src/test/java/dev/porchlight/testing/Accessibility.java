package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;

/** What axe-core finds on a page as it stands, in its frames not. */
public final class Accessibility {

    private Accessibility() {}

    public static void assertAccessible(Page page) {
        AxeRunOptions options = new AxeRunOptions();
        // What is right is only counted, not described.
        options.setResultTypes(List.of("violations"));
        // Without it each look opens a page more.
        List<Rule> violations = new AxeBuilder(page)
                .options(options)
                .setLegacyMode(true)
                .analyze()
                .getViolations();
        assertThat(violations)
                .as(page.url())
                .extracting(rule -> rule.getId() + " " + rule.getNodes())
                .isEmpty();
    }
}
