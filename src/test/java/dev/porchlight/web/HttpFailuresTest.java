package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.testing.ThreadPerTask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every HTTP error has the envelope, with the status of the response. */
class HttpFailuresTest extends ApplicationTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing/here, 404, NOT_FOUND",
        "POST, /owner, 404, NOT_FOUND",
        "GET, /error, 404, NOT_FOUND",
        "GET, /owner/login, 405, INVALID",
        "DELETE, /owner/register, 405, INVALID",
        "TRACE, /owner/login, 405, INVALID",
        "BREW, /owner/login, 405, INVALID",
        "GET, /%2e%2e/%2e%2e/etc/passwd, 400, INVALID",
        "GET, /a%00b, 400, INVALID",
        "GET, /[]^, 400, INVALID",
    })
    void unknown_paths_and_wrong_methods(String method, String uri, int status, String code) {
        assertEnvelope(RawHttp.exchange(port, RawHttp.head(method, uri, "Connection: close")), status, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /owner/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /owner/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            })
    void requests_that_tomcat_rejects(String request) {
        assertEnvelope(RawHttp.exchange(port, request), 400, "INVALID");
    }

    /** As a shop's cookies for its whole domain may be. */
    @ParameterizedTest
    @ValueSource(ints = {9500, 20_000, 32_000})
    void large_cookies_are_taken(int length) {
        for (String path : List.of("/", "/widget.js", "/dashboard/", "/actuator/health")) {
            assertThat(RawHttp.get(port, path, "Cookie: a=" + "x".repeat(length)))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 100_000, 250_000})
    void headers_that_are_too_large(int length) {
        String cookies = "Cookie: a=" + "x".repeat(length);
        for (String head : List.of(
                RawHttp.head("GET", "/widget.js", cookies),
                RawHttp.head("GET", "/owner/site", "Authorization: Bearer x", cookies),
                RawHttp.head("POST", "/owner/login", cookies, "Content-Length: 9"),
                RawHttp.head("GET", "/?" + "x".repeat(length)))) {
            String response = RawHttp.exchange(port, head);

            assertEnvelope(response, 431, "INVALID");
            assertThat(response).contains("cookies").containsIgnoringCase("access-control-allow-origin: *");
        }
    }

    @Test
    void many_headers() {
        String head = RawHttp.head(
                "GET",
                "/",
                IntStream.range(0, 200).mapToObj(i -> "a" + i + ": b").toArray(String[]::new));

        assertEnvelope(RawHttp.exchange(port, head), 431, "INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense"})
    void wrong_media_types(String contentType) {
        Reply reply = rest().send("POST", "/owner/login", contentType, "x");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.body().get("statusCode").asInt()).isEqualTo(415);
        assertThat(reply.body().get("code").asString()).isEqualTo("INVALID");
    }

    @Test
    void every_response_is_json_whatever_the_client_accepts() {
        Reply reply = rest().send("POST", "/owner/login", "application/json", "{}", "Accept", "text/html");

        assertThat(reply.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
    void bodies_over_64_kb(String contentType) {
        String body = "{\"email\":\"" + "x".repeat(64 * 1024);

        assertThat(rest().send("POST", "/owner/login", contentType, body)
                        .body()
                        .get("code")
                        .asString())
                .isEqualTo("TOO_LARGE");
        String chunked = RawHttp.head(
                        "POST",
                        "/owner/login",
                        "Connection: close",
                        "Content-Type: " + contentType,
                        "Transfer-Encoding: chunked")
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        assertEnvelope(RawHttp.exchange(port, chunked), 413, "TOO_LARGE");
    }

    @Test
    void any_origin_may_call_without_credentials() {
        String reply = RawHttp.exchange(
                port,
                RawHttp.head(
                        "OPTIONS",
                        "/owner/login",
                        "Connection: close",
                        "Origin: https://shop.example.com",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type, authorization"));

        assertThat(reply)
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("Access-Control-Allow-Origin: *")
                .doesNotContainIgnoringCase("Allow-Credentials");
    }

    /** Otherwise a few slow clients would hold all of Tomcat's threads. */
    @Test
    void bodies_that_take_too_long() {
        List<CompletableFuture<String>> answers = Stream.of("application/json", "application/x-www-form-urlencoded")
                .map(contentType ->
                        CompletableFuture.supplyAsync(() -> answerToSlowBody(contentType), new ThreadPerTask()))
                .toList();
        assertThat(answers)
                .extracting(CompletableFuture::join)
                .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 408"));
    }

    private String answerToSlowBody(String contentType) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(100);
            socket.getOutputStream()
                    .write(RawHttp.head("POST", "/owner/login", "Content-Type: " + contentType, "Content-Length: 60000")
                            .getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            while (System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                socket.getOutputStream().write('a');
                try {
                    return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
                } catch (SocketTimeoutException stillWaiting) {
                    continue;
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertEnvelope(String response, int status, String code) {
        assertThat(response).startsWith("HTTP/1.1 " + status);
        JsonNode envelope = JSON.readTree(response.substring(response.indexOf("{\""), response.lastIndexOf('}') + 1));
        assertThat(envelope.get("statusCode").asInt()).isEqualTo(status);
        assertThat(envelope.get("status").asString()).isEqualTo("error");
        assertThat(envelope.get("code").asString()).isEqualTo(code);
        assertThat(envelope.get("data").asString()).isNotBlank();
    }
}
