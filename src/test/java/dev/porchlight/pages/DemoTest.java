package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.LoadState;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.testing.Accessibility;
import dev.porchlight.testing.Chromium;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;

class DemoTest extends BrowserTest {

    @Autowired
    private DemoDomain demo;

    @Autowired
    private MongoOperations mongo;

    /** Another test of this application may have registered it. */
    @BeforeEach
    void removeOwner() {
        mongo.remove(query(where("domain").is(DemoDomain.DOMAIN.value())), "owners");
    }

    @Test
    void a_visitor_registers_the_owner_of_the_demo_shop() {
        try (Page shop = Chromium.browser().newPage()) {
            List<String> errors = new ArrayList<>();
            shop.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
            List<String> requests = new ArrayList<>();
            shop.onRequest(request -> requests.add(request.url() + request.postData()));
            shop.navigate("http://localhost:" + port + "/");
            shop.getByText("Try it in a shop").click();
            assertThat(shop.getByText("Porchlight printed when it started")).isVisible();
            assertThat(shop.getByLabel("A password of yours")).isHidden();

            // Only the fragment changes: the page is not loaded again.
            shop.navigate("http://localhost:" + port + "/demo/#code=" + demo.code());
            assertThat(shop).hasURL("http://localhost:" + port + "/demo/");
            Accessibility.assertAccessible(shop);

            shop.getByLabel("E-mail").fill("ruth@example.com");
            shop.getByLabel("A password of yours").fill(PASSWORD);
            shop.getByText("Make the account").click();
            assertThat(shop.getByText("The shop is yours")).isVisible();
            shop.waitForCondition(() -> shop.evaluate("localStorage.getItem('porchlight:token')") != null);

            shop.reload();
            assertThat(shop.getByText("The shop has an owner")).isVisible();
            assertThat(shop.getByLabel("A password of yours")).isHidden();
            assertThat(errors).isEmpty();
            assertThat(requests)
                    .filteredOn(request -> request.contains(demo.code()))
                    .singleElement()
                    .asString()
                    .startsWith("http://localhost:" + port + "/owner/register{");
        }
    }

    @Test
    void a_code_of_no_form_is_not_taken_from_a_link() {
        try (Page shop = Chromium.browser().newPage()) {
            for (String fragment : List.of("code=", "code=<b>x</b>", "code=a b", "code")) {
                shop.navigate("http://localhost:" + port + "/demo/#" + fragment);
                assertThat(shop.getByLabel("A password of yours")).isHidden();
            }
        }
    }

    @Test
    void an_error_of_the_server_is_shown() {
        try (Page shop = Chromium.browser().newPage()) {
            shop.navigate("http://localhost:" + port + "/demo/");
            shop.evaluate("document.getElementById('account').hidden = false");
            shop.getByLabel("E-mail").fill("nobody");
            shop.getByLabel("A password of yours").fill(PASSWORD);
            shop.getByText("Make the account").click();
            assertThat(shop.getByRole(AriaRole.ALERT)).containsText("e-mail");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 768, 1440})
    void the_fields_of_the_account_do_not_overlap(int width) {
        try (Page shop = Chromium.browser().newPage()) {
            shop.setViewportSize(width, 800);
            shop.navigate("http://localhost:" + port + "/demo/");
            shop.evaluate("document.getElementById('account').hidden = false");
            BoundingBox email = shop.getByLabel("E-mail").boundingBox();
            BoundingBox password = shop.getByLabel("A password of yours").boundingBox();
            assertThat(email.x + email.width <= password.x || email.y + email.height <= password.y)
                    .isTrue();
            assertThat((Integer) shop.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void no_request_of_the_pages_fails() {
        try (Page shop = Chromium.browser().newPage()) {
            List<String> missing = new ArrayList<>();
            shop.onResponse(response -> {
                if (response.status() >= 400) {
                    missing.add(response.url());
                }
            });
            for (String path : List.of("/", "/demo/")) {
                shop.navigate("http://localhost:" + port + path);
            }
            assertThat(missing).isEmpty();
        }
    }

    @Test
    void the_widget_adds_one_request_and_at_most_4_kb_to_a_page() {
        Load without = load(false);
        Load with = load(true);

        assertThat(with.requests()).hasSize(without.requests().size() + 1).containsAll(without.requests());
        assertThat(with.bytes() - without.bytes()).isBetween(1L, 4_096L);
    }

    private Load load(boolean withWidget) {
        try (BrowserContext visitor = Chromium.browser().newContext()) {
            List<Response> responses = new ArrayList<>();
            visitor.onResponse(responses::add);
            if (!withWidget) {
                visitor.route("**/widget.js", Route::abort);
            }
            Page shop = visitor.newPage();
            shop.navigate("http://localhost:" + port + "/demo/");
            shop.waitForLoadState(LoadState.NETWORKIDLE);
            return new Load(
                    responses.stream().map(Response::url).toList(),
                    responses.stream()
                            .mapToLong(response -> response.request().sizes().responseBodySize)
                            .sum());
        }
    }

    private record Load(List<String> requests, long bytes) {}
}
