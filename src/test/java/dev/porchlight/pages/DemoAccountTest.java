package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody but a user of the machine gets the demo shop. */
class DemoAccountTest extends ApplicationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "porchlight.demo",
                "PORCHLIGHT.Demo.",
                "https://porchlight.demo:443/demo?x#y",
                "porchlight\uff0edemo",
                "\uff50orchlight.demo",
                "porch\u00adlight.demo"
            })
    void no_spelling_of_its_domain_is_registered_from_elsewhere(String domain) {
        String body = rest().json("email", "eve@example.com", "password", PASSWORD, "domain", domain);

        assertThat(register(body, "Host: chat.example.com"))
                .startsWith("HTTP/1.1 403")
                .contains("FORBIDDEN");
        assertThat(register(body, "Host: localhost", "X-Forwarded-For: 127.0.0.1"))
                .startsWith("HTTP/1.1 403");
        assertThat(register(body, "Host: localhost", "Forwarded: for=127.0.0.1"))
                .startsWith("HTTP/1.1 403");
        assertThat(register(body, "Host: localhost.example.com")).startsWith("HTTP/1.1 403");
        assertThat(register(body, "Host: 127.0.0.1.example.com")).startsWith("HTTP/1.1 403");
    }

    @Test
    void its_domain_is_not_claimed_by_a_proof() {
        Account owner = newOwner();
        assertThat(rest().send(
                                "POST",
                                "/owner/domain/challenge",
                                "application/json",
                                rest().json("domain", "Porchlight.demo"),
                                "Authorization",
                                "Bearer " + owner.token())
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, '', 200",
        "LOCALHOST:8000, '', 200",
        "127.0.0.1:8000, '', 200",
        "[::1]:8000, '', 200",
        "chat.example.com, '', 404",
        "192.168.0.5:8000, '', 404",
        "localhost, 'X-Forwarded-For: 192.0.2.7', 404"
    })
    void the_shop_is_shown_only_on_the_machine(String host, String header, int status) {
        String reply = RawHttp.exchange(
                port,
                "GET /demo/ HTTP/1.1\r\nHost: " + host + "\r\n" + header.strip() + (header.isBlank() ? "" : "\r\n")
                        + "Connection: close\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 " + status);
    }

    private String register(String body, String... headers) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return RawHttp.exchange(
                port,
                "POST /owner/register HTTP/1.1\r\n" + String.join("\r\n", headers)
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + length
                        + "\r\n\r\n" + body);
    }
}
