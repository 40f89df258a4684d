package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Rest.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** With passwords hashed as in the product, as the time it takes is looked at. */
@TestPropertySource(properties = "test.cheap-passwords=false")
class OwnerApiTest extends ApplicationTest {

    private final String name = UUID.randomUUID().toString();
    private final String email = name + "@example.com";
    private final String domain = name + ".example.com";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void registers_logs_in_and_out_with_json_and_with_forms(boolean form) {
        Reply registered = post(form, "/owner/register", "email", email, "password", PASSWORD, "domain", domain);
        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.body().get("status").asString()).isEqualTo("success");
        assertThat(registered.body().get("data").isString()).isTrue();

        Reply loggedIn = post(form, "/owner/login", "email", email, "password", PASSWORD);
        assertThat(loggedIn.status()).isEqualTo(200);
        assertThat(loggedIn.body().get("data").get("ownerId").asString()).matches("[0-9a-f]{24}");
        assertThat(loggedIn.body().get("data").get("level").asString()).isEqualTo("owner");
        String token = loggedIn.body().get("data").get("token").asString();

        assertThat(post(form, "/owner/logout", "token", token).status()).isEqualTo(200);
        assertError(post(form, "/owner/logout", "token", token), 401, "UNAUTHORIZED");
    }

    @Test
    void log_out_takes_the_token_from_the_authorization_header() {
        Account owner = newOwner();

        Reply reply = rest().send(
                        "POST", "/owner/logout", "application/json", "", "Authorization", "Bearer " + owner.token());

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void query_parameters_are_ignored() {
        Account owner = newOwner();

        assertError(rest().post("/owner/logout?token=" + owner.token(), "{}"), 401, "UNAUTHORIZED");
        assertError(rest().postForm("/owner/logout?token=" + owner.token(), ""), 401, "UNAUTHORIZED");
    }

    @Test
    void a_guest_cannot_log_out() {
        assertError(
                rest().post(
                                "/owner/logout",
                                rest().json("token", newChat(newOwner()).token())),
                403,
                "FORBIDDEN");
    }

    @Test
    void an_email_address_and_a_domain_belong_to_one_account() {
        register(email, domain);

        assertError(register(email.toUpperCase(), "other-" + domain), 409, "CONFLICT");
        assertError(register("other-" + email, "https://" + domain.toUpperCase() + "/"), 409, "CONFLICT");
        assertThat(register("other-" + email, "other-" + domain).status()).isEqualTo(200);
    }

    @Test
    void of_concurrent_registrations_of_a_domain_one_succeeds() throws Exception {
        List<Callable<Integer>> racers = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(i ->
                        () -> register(i % 2 == 0 ? email : i + email, domain).status())
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(racers.size());
        List<Future<Integer>> results = threads.invokeAll(racers);
        threads.shutdown();

        Map<Integer, Long> statuses =
                results.stream().map(OwnerApiTest::get).collect(Collectors.groupingBy(s -> s, Collectors.counting()));
        assertThat(statuses).isEqualTo(Map.of(200, 1L, 409, 5L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\": {\"$ne\": null}, \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": {\"$gt\": \"\"}, \"domain\": \"a.example\"}",
                "{\"email\": [\"a@b.example\"], \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": 12, \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": true, \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": 123456789, \"domain\": \"a.example\"}",
                "{\"email\": \"nobody\", \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b@c d\", \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": \"short\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": \"long enough\", \"domain\": \"not a domain\"}",
                "{\"email\": \"a@b.example\", \"password\": \"long enough\", \"domain\": \"user@host.example\"}",
                "{\"email\": \"a@b.example\", \"password\": \"long enough\", \"domain\": \"-a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": \"long enough\", \"domain\": \"a..example\"}",
                "{\"email\": \"a\\u0000@b.example\", \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a\\ud800@b.example\", \"password\": \"long enough\", \"domain\": \"a.example\"}",
                "{\"email\": \"a@b.example\", \"password\": \"long \\ud800 enough\", \"domain\": \"a.example\"}",
                "[]",
                "\"text\"",
                "null",
                "{\"email\"",
                "{} {}",
                "",
            })
    void invalid_registrations_are_rejected(String body) {
        assertError(rest().post("/owner/register", body), 400, "INVALID");
    }

    @Test
    void a_form_with_a_repeated_field_is_rejected() {
        assertError(rest().postForm("/owner/login", "email=a@b.example&email=c@d.example&password=x"), 400, "INVALID");
    }

    @Test
    void a_password_has_8_to_72_bytes() {
        assertThat(register("é".repeat(4), email, domain).status()).isEqualTo(200);
        assertError(register("1234567", "1" + email, "1" + domain), 400, "INVALID");
        assertError(register("é".repeat(36) + "1", "2" + email, "2" + domain), 400, "INVALID");
        assertThat(register("é".repeat(36), "3" + email, "3" + domain).status()).isEqualTo(200);
    }

    @Test
    void a_wrong_password_and_an_unknown_address_are_indistinguishable() {
        register(email, domain);
        Reply wrongPassword = logIn(email, "wrong password");
        Reply unknownAddress = logIn("unknown-" + email, "wrong password");

        assertError(wrongPassword, 401, "UNAUTHORIZED");
        assertThat(unknownAddress).isEqualTo(wrongPassword);
        assertThat(logIn("unknown-" + email, "x".repeat(73))).isEqualTo(wrongPassword);
        // The fastest of more and more: other tests are at work beside.
        long wrong = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;
        long tooLong = Long.MAX_VALUE;
        for (int i = 0; i < 40 && (i < 5 || !alike(wrong, unknown) || !alike(wrong, tooLong)); i++) {
            wrong = Math.min(wrong, nanos(() -> logIn(email, "wrong password")));
            unknown = Math.min(unknown, nanos(() -> logIn("unknown-" + email, "wrong password")));
            tooLong = Math.min(tooLong, nanos(() -> logIn(email, "x".repeat(73))));
        }
        assertThat(alike(wrong, unknown)).as(wrong + " and " + unknown).isTrue();
        assertThat(alike(wrong, tooLong)).as(wrong + " and " + tooLong).isTrue();
    }

    private Reply register(String email, String domain) {
        return register(PASSWORD, email, domain);
    }

    private Reply register(String password, String email, String domain) {
        return rest().post("/owner/register", rest().json("email", email, "password", password, "domain", domain));
    }

    private Reply logIn(String email, String password) {
        return rest().post("/owner/login", rest().json("email", email, "password", password));
    }

    private Reply post(boolean form, String path, String... fields) {
        return form ? rest().postForm(path, rest().form(fields)) : rest().post(path, rest().json((Object[]) fields));
    }

    private static boolean alike(long one, long other) {
        return one < other * 2 && other < one * 2;
    }

    private static long nanos(Runnable request) {
        long start = System.nanoTime();
        request.run();
        return System.nanoTime() - start;
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.body().get("statusCode").asInt()).isEqualTo(status);
        assertThat(reply.body().get("status").asString()).isEqualTo("error");
        assertThat(reply.body().get("code").asString()).isEqualTo(code);
        assertThat(reply.body().get("data").asString()).isNotBlank();
    }

    private static Integer get(Future<Integer> result) {
        try {
            return result.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
