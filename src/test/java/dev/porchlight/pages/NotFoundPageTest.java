package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.porchlight.testing.Accessibility;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.Rest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address where there is nothing: a page for a browser, the envelope for a program. */
class NotFoundPageTest extends BrowserTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Test
    void a_browser_shows_a_page_that_leads_on() {
        String dashboard = "http://localhost:" + port + "/dashboard/";
        try (Page page = Chromium.browser().newPage()) {
            for (String path : List.of("/nothing", "/dashbord/", "/dashboard/x?to=/y", "/a/b/c")) {
                assertThat(page.navigate("http://localhost:" + port + path).status())
                        .isEqualTo(404);
                assertThat(page.locator("h1")).hasText("There is nothing at this address");
                assertThat((boolean) page.evaluate("document.querySelector('img').naturalWidth > 0"
                                + " && getComputedStyle(document.body).margin === '0px'"))
                        .as(path)
                        .isTrue();
                assertThat(page.locator(".button.primary").evaluate("link => link.href"))
                        .isEqualTo(dashboard);
            }
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                Accessibility.assertAccessible(page);
            }
            page.locator(".button.primary").click();
            assertThat(page).hasURL(dashboard);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                BROWSER + " | GET | page",
                "text/html | GET | page",
                "application/json;q=0.5, text/html | GET | page",
                "text/html | POST | envelope",
                "*/* | GET | envelope",
                "text/* | GET | envelope",
                "application/json | GET | envelope",
                "application/json, text/html | GET | envelope",
                "text/html;q=0 | GET | envelope",
                "text/html;q=x | GET | envelope",
                "nonsense | GET | envelope"
            })
    void the_client_says_what_it_takes(String accept, String method, String answer) throws Exception {
        HttpResponse<String> response = send("/nothing", method, accept);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(String.join(",", response.headers().allValues("Vary")).split(" *, *"))
                .anyMatch("Accept"::equalsIgnoreCase);
        if (answer.equals("page")) {
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(response.headers().allValues("Content-Security-Policy"))
                    .singleElement()
                    .asString()
                    .contains("default-src 'none'", "script-src 'self'");
            assertThat(response.body())
                    .contains("There is nothing at this address")
                    .doesNotContain("{{");
        } else {
            assertThat(Rest.parse(response.body()).get("code").asString()).isEqualTo("NOT_FOUND");
        }
    }

    /** As Java's HttpURLConnection names it, whose user asked for nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"/owner", "/owner/nothing", "/actuator/nothing"})
    void programs_get_the_envelope_whatever_they_name(String path) throws Exception {
        HttpResponse<String> response = send(path, "GET", "text/html, image/gif, image/jpeg, */*; q=.2");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Rest.parse(response.body()).get("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void what_the_address_says_is_not_on_the_page_and_many_slashes_do_not_make_it_long() throws Exception {
        HttpResponse<String> response = send("/%3Cb%3E" + "/x".repeat(2_000), "GET", BROWSER);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).doesNotContain("%3C", "<b>", "/x").hasSizeLessThan(5_000);
    }

    private HttpResponse<String> send(String path, String method, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", accept)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
