package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.ApplicationTest;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.testing.RootLogLevel;
import dev.porchlight.validation.Domain;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;

/** Names that IDNA 2003 took for one, and accounts that were stored then. */
@Tag("store")
@ExtendWith(RootLogLevel.class)
class TwoNamesTest extends ApplicationTest {

    @Autowired
    private MongoOperations mongo;

    @Autowired
    private StoreSettings settings;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String sharp = id + "faß.example";
    private final String doubled = id + "fass.example";

    @Test
    void new_accounts_are_two() {
        assertThat(register("idn@" + doubled, doubled, "password of doubled").status())
                .isEqualTo(200);
        assertThat(reset("idn@" + sharp)).contains("Nobody has an account").doesNotContain("code=");
        assertThat(logIn("idn@" + sharp, "password of doubled").status()).isEqualTo(401);
        assertThat(siteStatus(sharp)).isEqualTo(404);

        assertThat(register("idn@" + sharp, sharp, "password of sharp").status())
                .isEqualTo(200);

        assertThat(logIn("idn@" + sharp, "password of sharp").status()).isEqualTo(200);
        assertThat(logIn("idn@" + doubled, "password of doubled").status()).isEqualTo(200);
        assertThat(logIn("idn@" + doubled, "password of sharp").status()).isEqualTo(401);
        assertThat(siteStatus(sharp)).isEqualTo(200);
        assertThat(reset("idn@" + sharp)).contains("code=").contains("Hand this to idn@xn--");
    }

    @Test
    void an_account_of_before_is_found_by_both_and_nobody_comes_between() {
        registerAsBefore();

        assertThat(logIn("idn@" + sharp, PASSWORD).status()).isEqualTo(200);
        assertThat(logIn("idn@" + doubled, PASSWORD).status()).isEqualTo(200);
        assertThat(siteStatus(sharp)).isEqualTo(200);
        assertThat(siteStatus(doubled)).isEqualTo(200);
        assertThat(newChat(sharp).id()).isNotEmpty();
        assertThat(newChat(doubled).id()).isNotEmpty();
        assertThat(reset("idn@" + sharp))
                .contains("stored it as idn@" + doubled)
                .doesNotContain("code=");
        assertThat(reset("idn@" + doubled)).contains("code=").contains("Hand this to idn@" + doubled);
        assertThat(register("idn@" + sharp, id + ".example", PASSWORD).status()).isEqualTo(409);
        assertThat(register("other@" + doubled, sharp, PASSWORD).status()).isEqualTo(409);
    }

    @Test
    void an_account_of_before_is_found_by_the_ascii_spelling_too() {
        registerAsBefore();
        String ascii = Domain.parse(sharp).value();
        assertThat(ascii).startsWith("xn--");

        assertThat(siteStatus(ascii)).isEqualTo(200);
        assertThat(logIn("idn@" + ascii, PASSWORD).status()).isEqualTo(200);
        assertThat(register("other@" + doubled, ascii, PASSWORD).status()).isEqualTo(409);
        assertThat(register("idn@" + ascii, id + ".example", PASSWORD).status()).isEqualTo(409);
        assertThat(reset("idn@" + ascii)).doesNotContain("code=");
    }

    /** Its own pages are those of the name that it has; the other one must be allowed by its owner. */
    @Test
    void the_lock_of_an_account_of_before_is_for_the_stored_name() {
        registerAsBefore();
        String ascii = Domain.parse(sharp).value();
        String token = logIn("idn@" + doubled, PASSWORD)
                .body()
                .get("data")
                .get("token")
                .asString();
        lock(token);

        for (String domain : List.of(sharp, ascii, doubled)) {
            assertThat(siteStatus(domain, "https://" + doubled)).isEqualTo(200);
            assertThat(siteStatus(domain, "https://" + ascii)).isEqualTo(403);
        }
        lock(token, "https://" + sharp);
        assertThat(siteStatus(sharp, "https://" + ascii)).isEqualTo(200);
    }

    /** As it is one account, a guess counts whichever name it is made by. */
    @Test
    void failed_log_ins_of_an_account_of_before_count_by_every_spelling() {
        registerAsBefore();
        List<String> spellings = List.of(sharp, doubled, Domain.parse(sharp).value());
        for (int i = 0; i < 10; i++) {
            assertThat(guess(spellings.get(i % 3)).status()).isEqualTo(401);
        }

        for (String spelling : spellings) {
            assertThat(guess(spelling).status()).isEqualTo(429);
        }
    }

    /** Forwarded, so that it is not exempt. */
    private Reply guess(String domain) {
        String body = rest().json("email", "idn@" + domain, "password", "a wrong password");
        return rest().send("POST", "/owner/login", "application/json", body, "Forwarded", "for=192.0.2.1");
    }

    private void registerAsBefore() {
        register("idn@" + doubled, doubled, PASSWORD);
        mongo.updateFirst(
                query(where("domain").is(doubled)),
                new Update().unset("exactEmail").unset("exactDomain"),
                "owners");
    }

    private void lock(String token, String... allowed) {
        String origins =
                Stream.of(allowed).map(origin -> '"' + origin + '"').collect(Collectors.joining(",", "[", "]"));
        String body = "{\"locked\":true,\"allowedOrigins\":" + origins + "}";
        assertThat(rest().send("PUT", "/owner/site", "application/json", body, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
    }

    private Reply register(String email, String domain, String password) {
        return rest().post("/owner/register", rest().json("email", email, "password", password, "domain", domain));
    }

    private Reply logIn(String email, String password) {
        return rest().post("/owner/login", rest().json("email", email, "password", password));
    }

    private int siteStatus(String domain) {
        return connect().ask("getSite", "domain", domain).get("statusCode").asInt();
    }

    private int siteStatus(String domain, String origin) {
        return connect("Origin: " + origin)
                .ask("getSite", "domain", domain)
                .get("statusCode")
                .asInt();
    }

    private String reset(String email) {
        CommandRun run = CommandRun.of(
                "reset-password",
                email,
                "--porchlight.data=" + settings.data(),
                "--porchlight.mongodb-uri=" + settings.mongodbUri());
        return run.out() + run.err();
    }
}
