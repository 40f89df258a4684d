package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.test.context.bean.override.convention.TestBean;
import tools.jackson.databind.JsonNode;

/** Verification of domains, with maps in place of DNS and websites. */
class DomainApiTest extends ApplicationTest {

    private static final Map<String, String> DNS = new ConcurrentHashMap<>();
    private static final Map<String, String> WEBSITES = new ConcurrentHashMap<>();
    private static final String NONSENSE = "HTTP/1.1 001";

    @TestBean(name = "dns")
    private VerificationMethod dns;

    @TestBean(name = "https")
    private VerificationMethod https;

    @Autowired
    private MongoOperations mongo;

    private Account owner;

    static VerificationMethod dns() {
        return (domain, value) -> value.equals(DNS.get(domain.value()));
    }

    static VerificationMethod https() {
        return (domain, value) -> {
            if (!WEBSITES.containsKey(domain.value())) {
                throw new IOException("Connection refused");
            }
            if (WEBSITES.get(domain.value()).equals(NONSENSE)) {
                throw new IllegalArgumentException("What no library expects");
            }
            return value.equals(WEBSITES.get(domain.value()));
        };
    }

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @Test
    void verification_locks_the_site() {
        assertThat(show(owner).toString()).isEqualTo("{\"domain\":\"" + owner.domain() + "\",\"proved\":false}");

        JsonNode challenge = challenge(owner, null).body().get("data").get("challenge");

        String value = challenge.get("value").asString();
        assertThat(value).hasSize(32);
        assertThat(challenge.get("domain").asString()).isEqualTo(owner.domain());
        assertThat(challenge.get("txtName").asString()).isEqualTo("_porchlight-challenge." + owner.domain());
        assertThat(challenge.get("txtValue").asString()).isEqualTo("porchlight=" + value);
        assertThat(challenge.get("fileUrl").asString())
                .isEqualTo("https://" + owner.domain() + "/.well-known/porchlight.txt");
        assertThat(show(owner).get("challenge")).isEqualTo(challenge);
        Reply early = prove(owner, "dns");
        assertError(early, 404, "NOT_FOUND");
        assertThat(prove(owner, "https")).isEqualTo(early);
        assertThat(show(owner).get("proved").asBoolean()).isFalse();

        DNS.put(owner.domain(), value);
        Reply proved = prove(owner, "dns");

        assertThat(proved.body().get("data").toString())
                .isEqualTo("{\"domain\":\"" + owner.domain() + "\",\"proved\":true}");
        assertThat(ask("GET", "/owner/site", owner, "")
                        .body()
                        .get("data")
                        .get("locked")
                        .asBoolean())
                .isTrue();
        assertError(prove(owner, "dns"), 404, "NOT_FOUND");
        assertThat(newChat(owner).say("hello").get("statusCode").asInt()).isEqualTo(200);
    }

    /** The log would be theirs to fill. */
    @Test
    void whatever_a_website_answers_makes_no_line_in_the_log() {
        challenge(owner, null);
        WEBSITES.put(owner.domain(), NONSENSE);
        Logger logger = (Logger) LoggerFactory.getLogger(DomainVerifier.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            assertError(prove(owner, "https"), 404, "NOT_FOUND");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).isEmpty();
    }

    @Test
    void only_the_latest_challenge_of_the_same_owner_counts() {
        String first = value(challenge(owner, null));
        String second = value(challenge(owner, null));
        assertThat(second).isNotEqualTo(first);
        Account otherOwner = newOwner();
        String strangers = value(challenge(otherOwner, owner.domain()));
        assertThat(strangers).isNotEqualTo(second);

        WEBSITES.put(owner.domain(), first);
        assertError(prove(owner, "https"), 404, "NOT_FOUND");
        WEBSITES.put(owner.domain(), second);
        assertError(prove(otherOwner, "https"), 404, "NOT_FOUND");
        assertThat(prove(owner, "https").status()).isEqualTo(200);
        assertThat(show(otherOwner).get("domain").asString()).isEqualTo(otherOwner.domain());
    }

    @Test
    void verification_transfers_a_claimed_domain_and_closes_the_chats_of_the_earlier_owner() {
        Account squatter = owner;
        GuestChat chat = newChat(squatter);
        chat.say("is this the shop?");
        Account rightful = newOwner();
        DNS.put(squatter.domain(), value(challenge(rightful, "https://" + squatter.domain() + "/shop")));

        assertThat(prove(rightful, "dns").body().get("data").get("domain").asString())
                .isEqualTo(squatter.domain());

        // Stored, so that a crash does not leave chats open.
        assertThat(mongo.findById(new ObjectId(squatter.id()), Document.class, "owners")
                        .get("lostDomain", Document.class)
                        .getString("name"))
                .isEqualTo(squatter.domain());
        assertThat(show(rightful).get("proved").asBoolean()).isTrue();
        assertThat(show(squatter).get("domain").asString()).endsWith(".invalid");
        assertThat(show(squatter).get("proved").asBoolean()).isFalse();
        assertThat(chat.client().next("sessionEnded").get("reason").asString()).isEqualTo("ended");
        ChatClient ownerClient = connect();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ownerClient
                                .ask("getClosedChats", "token", squatter.token())
                                .get("data"))
                        .hasSize(1));
        assertThat(ownerClient.ask("getWaitingChats", "token", rightful.token()).get("data"))
                .isEmpty();
        JsonNode back = connect()
                .ask(
                        "getNewChat",
                        "email",
                        "guest@example.com",
                        "name",
                        "Guest",
                        "domain",
                        squatter.domain(),
                        "guestToken",
                        chat.token());
        assertThat(back.get("chatId").asString()).isNotEqualTo(chat.id());
        assertThat(ownerClient.ask("getWaitingChats", "token", rightful.token()).get("data"))
                .hasSize(1);
        assertThat(logIn(squatter).token()).isNotBlank();
    }

    @Test
    void a_verified_domain_is_not_transferred() {
        Account other = newOwner();
        String others = value(challenge(other, owner.domain()));
        DNS.put(owner.domain(), value(challenge(owner, null)));
        assertThat(prove(owner, "dns").status()).isEqualTo(200);
        DNS.put(owner.domain(), others);

        assertError(prove(other, "dns"), 409, "CONFLICT");
        assertError(challenge(newOwner(), owner.domain()), 409, "CONFLICT");
        assertThat(show(owner).get("proved").asBoolean()).isTrue();
    }

    @Test
    void verification_is_limited_to_five_attempts_a_minute() {
        challenge(owner, null);
        for (int i = 0; i < 5; i++) {
            assertError(prove(owner, "dns"), 404, "NOT_FOUND");
        }
        Reply sixth = prove(owner, "dns");
        assertError(sixth, 429, "RATE_LIMITED");
        assertThat(sixth.body().get("retryAfter").asInt()).isEqualTo(60);
    }

    @Test
    void invalid_requests_and_guests_are_rejected() {
        assertError(prove(owner, "dns"), 404, "NOT_FOUND");
        challenge(owner, null);
        assertError(prove(owner, "ftp"), 400, "INVALID");
        assertError(ask("POST", "/owner/domain/proof", owner, "{}"), 400, "INVALID");
        assertError(challenge(owner, "not a domain"), 400, "INVALID");
        assertThat(rest().get("/owner/domain").status()).isEqualTo(401);
        assertError(ask("GET", "/owner/domain", newChat(owner).token(), ""), 403, "FORBIDDEN");
    }

    private JsonNode show(Account account) {
        return ask("GET", "/owner/domain", account, "").body().get("data");
    }

    private Reply challenge(Account account, String domain) {
        return ask("POST", "/owner/domain/challenge", account, domain == null ? "" : rest().json("domain", domain));
    }

    private static String value(Reply challenged) {
        return challenged.body().get("data").get("challenge").get("value").asString();
    }

    private Reply prove(Account account, String method) {
        return ask("POST", "/owner/domain/proof", account, rest().json("method", method));
    }

    private Reply ask(String method, String path, Account account, String body) {
        return ask(method, path, account.token(), body);
    }

    private Reply ask(String method, String path, String token, String body) {
        return rest().send(method, path, "application/json", body, "Authorization", "Bearer " + token);
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.body().get("code").asString()).isEqualTo(code);
    }
}
