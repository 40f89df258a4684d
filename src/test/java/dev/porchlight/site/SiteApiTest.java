package dev.porchlight.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Rest.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteApiTest extends ApplicationTest {

    @Test
    void an_owner_reads_and_replaces_the_site() {
        Account owner = newOwner();
        assertThat(ask("GET", owner.token(), "").body().get("data").toString())
                .isEqualTo("{\"locked\":false,\"allowedOrigins\":[]}");

        Reply changed = ask(
                "PUT",
                owner.token(),
                "{\"locked\":true,\"allowedOrigins\":[\"https://Bücher.example:443/x\",\"http://localhost:3000\"],\"retentionDays\":30}");

        String site =
                "{\"locked\":true,\"allowedOrigins\":[\"https://xn--bcher-kva.example\",\"http://localhost:3000\"],\"retentionDays\":30}";
        assertThat(changed.body().get("data").toString()).isEqualTo(site);
        assertThat(ask("GET", owner.token(), "").body().get("data").toString()).isEqualTo(site);
        assertThat(ask("GET", newOwner().token(), "")
                        .body()
                        .get("data")
                        .get("locked")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"locked\":1,\"allowedOrigins\":[]}",
                "{\"locked\":true,\"allowedOrigins\":\"x\"}",
                "{\"locked\":true,\"allowedOrigins\":[\"shop.example\"]}",
                "{\"locked\":true,\"allowedOrigins\":[\"ftp://shop.example\"]}",
                "{\"locked\":true,\"allowedOrigins\":[null]}",
                "{\"locked\":true,\"allowedOrigins\":[\"https://a b\"]}",
                "{\"locked\":true,\"allowedOrigins\":[],\"retentionDays\":0}",
                "{\"locked\":true,\"allowedOrigins\":[],\"retentionDays\":3651}",
                "{\"locked\":true,\"allowedOrigins\":[],\"retentionDays\":1.5}",
            })
    void invalid_sites_are_rejected(String body) {
        Reply reply = ask("PUT", newOwner().token(), body);

        assertThat(reply.body().get("code").asString()).isEqualTo("INVALID");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void it_requires_an_owner() {
        Account owner = newOwner();
        String guest = newChat(owner).token();

        assertThat(rest().get("/owner/site").status()).isEqualTo(401);
        assertThat(ask("GET", "nonsense", "").status()).isEqualTo(401);
        assertThat(ask("GET", guest, "").status()).isEqualTo(403);
        rest().post("/owner/logout", rest().json("token", owner.token()));
        assertThat(ask("GET", owner.token(), "").status()).isEqualTo(401);
    }

    private Reply ask(String method, String token, String body) {
        return rest().send(method, "/owner/site", "application/json", body, "Authorization", "Bearer " + token);
    }
}
