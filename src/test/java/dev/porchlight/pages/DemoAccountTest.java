package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.ApplicationTest;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.testing.RawHttp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;

/** Nobody but who has the code that the start printed gets the demo shop. */
@Tag("store")
class DemoAccountTest extends ApplicationTest {

    @Autowired
    private DemoDomain demo;

    @Autowired
    private MongoOperations mongo;

    /** Another test of this application may have registered it. */
    @BeforeEach
    void removeOwner() {
        mongo.remove(query(where("domain").is(DemoDomain.DOMAIN.value())), "owners");
    }

    @Autowired
    private DemoShop shop;

    @Autowired
    private StoreSettings store;

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
    void no_spelling_of_its_domain_is_registered_without_the_code(String domain) {
        for (String code : new String[] {null, "x".repeat(22)}) {
            assertThat(register("eve@example.com", domain, code, "Host: localhost:" + port))
                    .startsWith("HTTP/1.1 403")
                    .contains("FORBIDDEN");
        }
    }

    @Test
    void it_is_registered_once_by_who_has_the_code_from_wherever() {
        String code = demo.code();
        assertThat(shop.registrationPath()).contains("/demo/#code=" + code);
        assertThat(register("ruth@example.com", "porchlight.demo", code.substring(1), "Host: localhost"))
                .startsWith("HTTP/1.1 400");

        String[] elsewhere = {"Host: chat.example.com", "Origin: https://chat.example.com"};
        assertThat(register("ruth@example.com", "porchlight.demo", code, elsewhere))
                .startsWith("HTTP/1.1 200");
        assertThat(register("eve@example.com", "porchlight.demo", code, elsewhere))
                .startsWith("HTTP/1.1 409");
        assertThat(shop.registrationPath()).isEmpty();
    }

    /** A request with a forwarding header is not exempt. */
    @Test
    void guesses_of_the_code_are_limited() {
        await().until(() -> register(
                        "eve@example.com", "porchlight.demo", "x".repeat(22), "Host: x", "Forwarded: for=x")
                .startsWith("HTTP/1.1 429"));
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
        assumeThat(store.mongodbUri())
                .as("beside MongoDB, only where it is set")
                .isEmpty();
        String reply = RawHttp.exchange(
                port,
                "GET /demo/ HTTP/1.1\r\nHost: " + host + "\r\n" + header.strip() + (header.isBlank() ? "" : "\r\n")
                        + "Connection: close\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 " + status);
    }

    private String register(String email, String domain, @Nullable String code, String... headers) {
        String body = rest().json("email", email, "password", PASSWORD, "domain", domain, "demoCode", code);
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return RawHttp.exchange(
                port,
                "POST /owner/register HTTP/1.1\r\n" + String.join("\r\n", headers)
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + length
                        + "\r\n\r\n" + body);
    }
}
