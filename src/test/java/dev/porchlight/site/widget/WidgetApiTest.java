package dev.porchlight.site.widget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Rest.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WidgetApiTest extends ApplicationTest {

    private static final String DEFAULT = "{\"name\":null,\"greeting\":null,\"away\":null,"
            + "\"ask\":{\"name\":\"required\",\"email\":\"required\"},"
            + "\"hours\":null,\"colour\":null,\"position\":null,\"locale\":null}";

    private static final String CHANGED =
            "{\"name\":\"The Lamp Shop\",\"greeting\":\"Hello!\\nAsk us <b>anything</b>.\","
                    + "\"away\":\"We are asleep; leave us a line.\",\"ask\":{\"name\":\"optional\",\"email\":\"no\"},"
                    + "\"hours\":{\"timeZone\":\"Europe/Berlin\",\"days\":{\"monday\":[{\"from\":\"09:00\",\"to\":\"12:00\"},"
                    + "{\"from\":\"13:00\",\"to\":\"24:00\"}],\"sunday\":[{\"from\":\"10:00\",\"to\":\"11:00\"}]}},"
                    + "\"colour\":\"#0f766e\",\"position\":\"left\",\"locale\":\"de-CH\"}";

    @Test
    void an_owner_reads_and_replaces_the_widget() {
        Account owner = newOwner();
        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo(DEFAULT);

        Reply replaced = ask("PUT", owner, CHANGED);

        assertThat(replaced.body().get("data").toString()).isEqualTo(CHANGED);
        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo(CHANGED);
        assertThat(ask("GET", newOwner(), "").body().get("data").toString()).isEqualTo(DEFAULT);

        ask("PUT", owner, DEFAULT);
        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo(DEFAULT);
    }

    @Test
    void empty_fields_are_stored_as_null() {
        JsonNode replaced = ask(
                        "PUT",
                        newOwner(),
                        "{\"name\":\"\",\"greeting\":\" \\n\",\"away\":\"  Later.\\r\\nBye. \",\"ask\":{\"name\":\"no\",\"email\":\"no\"},"
                                + "\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"monday\":[],\"tuesday\":null}}}")
                .body()
                .get("data");

        assertThat(replaced.get("name").isNull()).isTrue();
        assertThat(replaced.get("greeting").isNull()).isTrue();
        assertThat(replaced.get("away").asString()).isEqualTo("Later.\nBye.");
        assertThat(replaced.get("hours").toString()).isEqualTo("{\"timeZone\":\"UTC\",\"days\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"ask\":null}",
                "{\"ask\":\"required\"}",
                "{\"ask\":{\"name\":\"required\"}}",
                "{\"ask\":{\"name\":\"required\",\"email\":\"REQUIRED\"}}",
                "{\"ask\":{\"name\":\"required\",\"email\":true}}",
                "{\"ask\":{\"name\":[],\"email\":{}}}",
                "ASK,\"name\":5}",
                "ASK,\"name\":\"a\\nb\"}",
                "ASK,\"name\":\"LONG\"}",
                "ASK,\"greeting\":\"a\\u0000b\"}",
                "ASK,\"greeting\":\"\\ud800\"}",
                "ASK,\"greeting\":\"LONG\"}",
                "ASK,\"away\":\"a\\u001bb\"}",
                "ASK,\"away\":\"LONG\"}",
                "ASK,\"away\":[\"x\"]}",
                "ASK,\"colour\":\"teal\"}",
                "ASK,\"colour\":\"#fff\"}",
                "ASK,\"colour\":\"#0f766e;}\"}",
                "ASK,\"position\":\"top\"}",
                "ASK,\"locale\":\"\"}",
                "ASK,\"locale\":\"../de\"}",
                "ASK,\"locale\":\"de_CH\"}",
                "ASK,\"locale\":\"de-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa\"}",
                "ASK,\"hours\":\"always\"}",
                "ASK,\"hours\":{}}",
                "ASK,\"hours\":{\"timeZone\":\"Europe/Nowhere\",\"days\":{}}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\"}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":[]}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"$where\":[]}}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"monday\":{}}}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"monday\":[null]}}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"monday\":[{\"from\":9,\"to\":17}]}}}",
                "ASK,\"hours\":{\"timeZone\":\"UTC\",\"days\":{\"monday\":[{\"from\":\"17:00\",\"to\":\"09:00\"}]}}}",
            })
    void invalid_widgets_are_rejected(String body) {
        Account owner = newOwner();
        Reply reply = ask(
                "PUT",
                owner,
                body.replace("ASK", "{\"ask\":{\"name\":\"no\",\"email\":\"no\"}")
                        .replace("LONG", "x".repeat(501)));

        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(400);
        assertThat(reply.body().get("code").asString()).isEqualTo("INVALID");
        assertThat(reply.body().get("data").asString()).endsWith(".").hasSizeLessThan(100);
        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo(DEFAULT);
    }

    private Reply ask(String method, Account owner, String body) {
        return rest().send(
                        method, "/owner/widget", "application/json", body, "Authorization", "Bearer " + owner.token());
    }
}
