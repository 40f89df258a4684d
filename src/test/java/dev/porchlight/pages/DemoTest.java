package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
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
import tools.jackson.databind.JsonNode;

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
            assertThat(shop.locator("#account")).isHidden();
            assertThat(shop.getByText("logged in as its owner")).isVisible();
            shop.waitForCondition(() -> shop.evaluate("localStorage.getItem('porchlight:token')") != null);

            shop.reload();
            assertThat(shop.getByText("The shop has an owner")).isVisible();
            assertThat(shop.getByLabel("A password of yours")).isHidden();
            assertThat(shop.getByText("logged in as its owner")).isVisible();
            shop.locator(".launcher").click();
            assertThat(shop.locator("porchlight-chat h2")).hasText("Wick & Ember");
            assertThat(errors).isEmpty();
            assertThat(requests)
                    .filteredOn(request -> request.contains(demo.code()))
                    .singleElement()
                    .asString()
                    .startsWith("http://localhost:" + port + "/owner/register{");
        }
    }

    @Test
    void the_guide_says_whose_session_the_browser_has_and_leads_to_the_log_in() {
        register("ruth@example.com");
        Account other = newOwner();
        try (BrowserContext second = Chromium.browser().newContext()) {
            Page shop = second.newPage();
            shop.navigate("http://localhost:" + port + "/demo/#code=" + demo.code());
            assertThat(shop).hasURL("http://localhost:" + port + "/demo/");
            assertThat(shop.getByText("The shop has an owner")).isVisible();
            assertThat(shop.getByText("This browser is not logged in")).isVisible();
            assertThat(shop.getByLabel("A password of yours")).isHidden();
            Accessibility.assertAccessible(shop);

            Page dashboard = second.waitForPage(
                    () -> shop.getByText("log in as its owner", new Page.GetByTextOptions().setExact(true))
                            .click());
            logIn(dashboard, "ruth@example.com");
            assertThat(shop.getByText("logged in as its owner")).isVisible();

            dashboard.locator(".log-out:visible").click();
            dashboard.locator("dialog .danger").click();
            assertThat(shop.getByText("This browser is not logged in")).isVisible();
            logIn(dashboard, other.email());
            assertThat(shop.getByText("logged in for another website")).isVisible();
        }
    }

    private static void logIn(Page dashboard, String email) {
        dashboard.getByLabel("E-mail").fill(email);
        dashboard.getByLabel("Password").fill(PASSWORD);
        dashboard.locator("form .primary").click();
    }

    private void register(String email) {
        String account = rest().json(
                        "email",
                        email,
                        "password",
                        PASSWORD,
                        "domain",
                        DemoDomain.DOMAIN.value(),
                        "demoCode",
                        demo.code());
        assertThat(rest().send("POST", "/owner/register", "application/json", account)
                        .status())
                .isEqualTo(200);
    }

    /** It was loaded before, and is not loaded again. */
    @Test
    void a_page_that_is_open_sees_that_the_account_was_made_elsewhere() {
        try (Page shop = Chromium.browser().newPage()) {
            shop.navigate("http://localhost:" + port + "/demo/#code=" + demo.code());
            shop.getByLabel("E-mail").fill("eve@example.com");
            shop.getByLabel("A password of yours").fill(PASSWORD);
            register("ruth@example.com");
            shop.getByText("Make the account").click();
            assertThat(shop.getByText("The shop has an owner")).isVisible();
            assertThat(shop.locator("#account")).isHidden();
        }
    }

    @Test
    void the_widget_of_the_shop_follows_the_settings_of_its_owner() {
        register("ruth@example.com");
        String token = rest().post("/owner/login", rest().json("email", "ruth@example.com", "password", PASSWORD))
                .body()
                .at("/data/token")
                .asString();
        JsonNode widget = rest().send(
                        "GET", "/owner/widget", "application/json", "", "Authorization", "Bearer " + token)
                .body()
                .get("data");
        assertThat(widget.get("name").asString()).isEqualTo("Wick & Ember");
        assertThat(widget.get("colour").asString()).isEqualTo("#9a3d12");
        rest().send(
                        "PUT",
                        "/owner/widget",
                        "application/json",
                        widget.toString()
                                .replace("Wick & Ember", "Lamps")
                                .replace("#9a3d12", "#0f766e")
                                .replace("\"position\":null", "\"position\":\"left\""),
                        "Authorization",
                        "Bearer " + token);
        try (Page shop = Chromium.browser().newPage()) {
            shop.navigate("http://localhost:" + port + "/demo/");
            assertThat(shop.locator("porchlight-chat .root.left")).hasCount(1);
            assertThat(shop.locator(".launcher")).hasCSS("background-color", "rgb(15, 118, 110)");
            shop.locator(".launcher").click();
            assertThat(shop.locator("porchlight-chat h2")).hasText("Lamps");
        }
    }

    /** Over a slow network, where a page may be painted before its scripts have come. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/demo/", "/demo/#code=", "owned", "logged in"})
    void nothing_moves_while_a_page_loads(String visit) {
        Account other = newOwner();
        if (!visit.startsWith("/")) {
            register("ruth@example.com");
        }
        try (BrowserContext phone =
                Chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(412, 823))) {
            phone.addInitScript("""
                    window.shifts = 0;
                    new PerformanceObserver(list => list.getEntries().forEach(({ value }) => (window.shifts += value)))
                      .observe({ type: 'layout-shift', buffered: true });
                    """);
            if (visit.equals("logged in")) {
                phone.addInitScript("localStorage.setItem('porchlight:token', '" + other.token() + "')");
            }
            Page page = phone.newPage();
            JsonObject slow = new JsonObject();
            slow.addProperty("offline", false);
            slow.addProperty("latency", 150);
            slow.addProperty("downloadThroughput", 200_000);
            slow.addProperty("uploadThroughput", 90_000);
            phone.newCDPSession(page).send("Network.emulateNetworkConditions", slow);
            page.navigate("http://localhost:" + port
                    + (visit.startsWith("/") ? visit.replace("code=", "code=" + demo.code()) : "/demo/"));
            page.waitForLoadState(LoadState.NETWORKIDLE);
            if (visit.equals("logged in")) {
                assertThat(page.getByText("log out there")).isVisible();
            }
            Number shifts = (Number) page.evaluate(
                    "new Promise(drawn => requestAnimationFrame(() => setTimeout(() => drawn(window.shifts))))");
            assertThat(shifts.doubleValue()).isZero();
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
