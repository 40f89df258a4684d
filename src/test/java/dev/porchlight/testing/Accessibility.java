package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import java.util.List;

/**
 * What axe-core finds on a page as it stands, and in its frames. Asked directly, since its builder sends all of axe-core
 * to the page for each look, and takes more than twice the time.
 */
public final class Accessibility {

    private static final String LOOK = """
            async () => {
              // Half-way from one colour to another there may be too little contrast.
              document.getAnimations()
                .filter(it => it.effect.getComputedTiming().endTime < Infinity)
                .forEach(it => it.finish());
              // Without fetching all style sheets and media again, for rules on sound that plays by itself.
              const { violations } =
                await axe.run(document, { iframes: false, resultTypes: ['violations'], preload: false });
              return violations.map(rule => `${rule.id} ${rule.nodes.map(node => node.html)}`);
            }
            """;

    private Accessibility() {}

    public static void assertAccessible(Page page) {
        assertThat(page.frames()).allSatisfy(Accessibility::assertAccessible);
    }

    private static void assertAccessible(Frame frame) {
        if (frame.evaluate("'axe' in window").equals(false)) {
            frame.evaluate(AxeBuilder.getAxeScript());
        }
        assertThat((List<?>) frame.evaluate(LOOK)).as(frame.url()).isEmpty();
    }
}
