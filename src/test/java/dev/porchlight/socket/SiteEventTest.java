package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code getSite}. */
class SiteEventTest extends ApplicationTest {

    private static final String ALWAYS = "[{\"from\":\"00:00\",\"to\":\"24:00\"}]";

    @Test
    void a_site_without_settings_requires_both_fields_and_is_open() {
        Account owner = newOwner();

        JsonNode reply = connect().ask("getSite", "domain", "https://" + owner.domain() + "/shop");

        assertThat(reply.toString())
                .isEqualTo("{\"statusCode\":200,\"status\":\"success\",\"data\":{\"domain\":\"" + owner.domain()
                        + "\",\"ask\":{\"name\":\"required\",\"email\":\"required\"},\"open\":true,\"online\":false}}");
    }

    @Test
    void a_visitor_gets_the_public_fields_only() {
        Account owner = newOwner();
        put(owner, "/owner/widget", widget("{\"monday\":" + ALWAYS + "}"));
        put(owner, "/owner/replies", "{\"replies\":[{\"shortcut\":\"secret\",\"text\":\"For the owner only\"}]}");
        connect().ask("getWaitingChats", "token", owner.token());

        JsonNode site = connect().ask("getSite", "domain", owner.domain()).get("data");

        assertThat(site.propertyNames())
                .containsExactlyInAnyOrder("domain", "name", "greeting", "away", "ask", "open", "online");
        assertThat(site.get("name").asString()).isEqualTo("Ada's");
        assertThat(site.get("greeting").asString()).isEqualTo("Hi");
        assertThat(site.get("away").asString()).isEqualTo("Later");
        assertThat(site.get("ask").toString()).isEqualTo("{\"name\":\"optional\",\"email\":\"no\"}");
        assertThat(site.get("online").asBoolean()).isTrue();
    }

    @Test
    void a_change_is_visible_at_once_in_the_same_process() {
        Account owner = newOwner();
        put(owner, "/owner/widget", widget("{}"));
        assertThat(isOpen(owner)).isFalse();

        put(
                owner,
                "/owner/widget",
                widget(
                        "{\"monday\":D,\"tuesday\":D,\"wednesday\":D,\"thursday\":D,\"friday\":D,\"saturday\":D,\"sunday\":D}"
                                .replace("D", ALWAYS)));

        assertThat(isOpen(owner)).isTrue();
    }

    @Test
    void an_unknown_domain_is_not_found_until_it_is_registered() {
        String domain = "late-" + System.nanoTime() + ".example";
        assertThat(connect().ask("getSite", "domain", domain).toString())
                .isEqualTo("{\"statusCode\":404,\"status\":\"error\",\"data\":\"Nobody answers for this domain.\","
                        + "\"code\":\"NOT_FOUND\"}");

        rest().post("/owner/register", rest().json("email", "me@" + domain, "password", PASSWORD, "domain", domain));

        assertThat(connect().ask("getSite", "domain", domain).get("statusCode").asInt())
                .isEqualTo(200);
    }

    @Test
    void a_locked_site_is_visible_to_its_own_pages_only() {
        Account owner = newOwner();
        put(owner, "/owner/site", "{\"locked\":true,\"allowedOrigins\":[]}");

        assertThat(connect("Origin: https://evil.example")
                        .ask("getSite", "domain", owner.domain())
                        .get("code")
                        .asString())
                .isEqualTo("FORBIDDEN");
        assertThat(connect("Origin: https://" + owner.domain())
                        .ask("getSite", "domain", owner.domain())
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
    }

    private boolean isOpen(Account owner) {
        return connect()
                .ask("getSite", "domain", owner.domain())
                .get("data")
                .get("open")
                .asBoolean();
    }

    private static String widget(String days) {
        return "{\"name\":\"Ada's\",\"greeting\":\"Hi\",\"away\":\"Later\",\"ask\":{\"name\":\"optional\",\"email\":\"no\"},"
                + "\"hours\":{\"timeZone\":\"Europe/Berlin\",\"days\":" + days + "},\"colour\":\"#112233\"}";
    }

    private void put(Account owner, String path, String body) {
        assertThat(rest().send("PUT", path, "application/json", body, "Authorization", "Bearer " + owner.token())
                        .status())
                .isEqualTo(200);
    }
}
