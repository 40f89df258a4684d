package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("store")
class PageControllerTest extends ApplicationTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dashboard/", "/demo/"})
    void pages_have_strict_security_headers(String path) throws Exception {
        HttpResponse<String> page = get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache, private");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "script-src 'self';", "ws://localhost:" + sockets.port())
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("{{");
    }

    @Test
    void modules_have_a_versioned_path_and_are_cached_for_good() throws Exception {
        String version = versionOf(get("/dashboard/").body());

        HttpResponse<String> module = get("/assets/" + version + "/dashboard/main.js");
        HttpResponse<String> library = get("/assets/" + version + "/lib/lit-html/lit-html.js");

        assertThat(module.statusCode()).isEqualTo(200);
        assertThat(module.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, public, immutable");
        assertThat(module.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(library.statusCode()).isEqualTo(200);
        assertThat(library.body()).contains("litHtmlVersions");
    }

    @Test
    void modules_are_found_by_the_path_of_an_older_version() throws Exception {
        HttpResponse<String> module = get("/assets/0123456789ab/dashboard/main.js");
        HttpResponse<String> library = get("/assets/0123456789ab/lib/lit-html/directives/repeat.js");

        assertThat(module.statusCode()).isEqualTo(200);
        assertThat(module.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(library.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/widget.js, CSSStyleSheet", "/assets/0123456789ab/widget/all.js, export{"})
    void the_widget_is_two_minified_files(String path, String content) throws Exception {
        HttpResponse<String> script = get(path);

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(script.body())
                .contains(content)
                .doesNotContain("/**", "import css", "{{assets", "{{sockets", "\n  ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/x/application.yml",
                "/assets/x/../application.yml",
                "/assets/x/%2e%2e/application.yml",
                "/assets/x/lib/lit-html/../../../../application.yml",
                "/assets/x/lib/other/x.js",
                "/assets/x",
                "/assets/"
            })
    void files_outside_the_pages_are_not_served(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    /** A shared cache keeps the first answer for all, whatever {@code Vary} says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/widget.js",
                "/assets/%s/widget/all.js",
                "/assets/%s/dashboard/main.js",
                "/assets/%s/icon.svg",
                "/assets/%s/lib/lit-html/lit-html.js",
                "/assets/0123456789ab/widget/all.js",
                "/assets/%s/nothing.js",
            })
    void what_websites_load_is_the_same_for_every_origin(String file) throws Exception {
        String path = file.formatted(versionOf(get("/dashboard/").body()));
        String first = answer("GET", path);

        assertThat(first)
                .containsIgnoringCase("\naccess-control-allow-origin: *")
                .containsIgnoringCase("\ncross-origin-resource-policy: cross-origin")
                .doesNotContainPattern("(?im)^vary:.*origin");
        assertThat(answer("GET", path, "Origin: https://shop.example")).isEqualTo(first);
        assertThat(answer("GET", path, "Origin: null", "Sec-Fetch-Mode: cors")).isEqualTo(first);
        assertThat(answer("GET", path, "Cookie: a=b", "Accept: text/html", "Accept-Language: de"))
                .isEqualTo(first);
        // A page that got something else by this address asks again by another.
        assertThat(answer("GET", path + "?retry=1", "Origin: https://shop.example"))
                .isEqualTo(first);
        assertThat(answer("HEAD", path, "Origin: https://shop.example"))
                .containsIgnoringCase("\naccess-control-allow-origin: *");
    }

    private String answer(String method, String path, String... headers) {
        String request = RawHttp.head(
                method,
                path,
                Stream.concat(Stream.of("Connection: close"), Stream.of(headers))
                        .toArray(String[]::new));
        return RawHttp.exchange(port, request).replaceAll("(?im)^date:.*$", "");
    }

    @Test
    void the_service_worker_only_shows_notifications() throws Exception {
        HttpResponse<String> worker = get("/dashboard/worker.js");

        assertThat(worker.statusCode()).isEqualTo(200);
        assertThat(worker.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=UTF-8");
        assertThat(worker.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(worker.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        assertThat(worker.body()).contains("notificationclick").doesNotContain("fetch", "caches", "{{");
    }

    private static String versionOf(String html) {
        return html.replaceAll("(?s).*/assets/([0-9a-f]{12})/.*", "$1");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
