package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.ApplicationTest;
import dev.porchlight.command.ResetPassword;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.testing.Rest.Reply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;

/** Names that IDNA 2003 took for one, and accounts that were stored then. */
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
        register("idn@" + doubled, doubled, PASSWORD);
        mongo.updateFirst(
                query(where("domain").is(doubled)),
                new Update().unset("exactEmail").unset("exactDomain"),
                "owners");

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

    private Reply register(String email, String domain, String password) {
        return rest().post("/owner/register", rest().json("email", email, "password", password, "domain", domain));
    }

    private Reply logIn(String email, String password) {
        return rest().post("/owner/login", rest().json("email", email, "password", password));
    }

    private int siteStatus(String domain) {
        return connect().ask("getSite", "domain", domain).get("statusCode").asInt();
    }

    private String reset(String email) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        ResetPassword.run(print, print, ResetPassword.NAME, email, "--porchlight.data=" + settings.data());
        return out.toString(StandardCharsets.UTF_8);
    }
}
