package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.ApplicationTest;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.testing.RootLogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.StringUtils;

/** The command, beside a running Porchlight. */
@Tag("store")
@ExtendWith(RootLogLevel.class)
class ResetPasswordTest extends ApplicationTest {

    private static final String NEW_PASSWORD = "battery staple";

    @Autowired
    private StoreSettings settings;

    private Account owner;

    private record Output(int exitCode, String out, String err) {

        String code() {
            Matcher code = Pattern.compile("code=(\\S+)").matcher(out);
            assertThat(code.find()).as(out).isTrue();
            return code.group(1);
        }
    }

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @Test
    void the_code_sets_a_new_password_once_and_revokes_every_session() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", owner.token());
        Output output = reset(owner.email());
        assertThat(output.exitCode()).isZero();
        assertThat(output.out())
                .contains("curl -d code=" + output.code())
                .contains("http://localhost:8000/owner/reset");

        Reply used = redeem(output.code(), NEW_PASSWORD);

        assertThat(used.status()).as("%s", used).isEqualTo(200);
        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(logIn(PASSWORD)).isEqualTo(401);
        assertThat(logIn(NEW_PASSWORD)).isEqualTo(200);
        assertRefused(redeem(output.code(), "yet another one"));
        assertThat(logIn(NEW_PASSWORD)).isEqualTo(200);
    }

    @Test
    void a_code_is_invalid_once_the_password_has_changed() {
        String first = reset(owner.email()).code();
        String second = reset(owner.email()).code();
        assertThat(redeem(first, "short").status()).isEqualTo(400);

        assertThat(redeem(second, NEW_PASSWORD).status()).isEqualTo(200);

        assertRefused(redeem(first, "yet another one"));
    }

    @Test
    void other_tokens_are_no_codes_and_a_code_is_no_token() {
        String code = reset(owner.email()).code();
        for (String wrong : new String[] {"x", owner.token(), newChat(owner).token(), code + "x", code.repeat(20)}) {
            assertRefused(redeem(wrong, NEW_PASSWORD));
        }
        assertThat(redeem(null, NEW_PASSWORD).status()).isEqualTo(400);
        assertThat(rest().send("GET", "/owner/sessions", "application/json", "", "Authorization", "Bearer " + code)
                        .status())
                .isEqualTo(401);
        assertThat(connect().ask("getActiveChats", "token", code).get("code").asString())
                .isEqualTo("UNAUTHORIZED");
        assertThat(logIn(PASSWORD)).isEqualTo(200);
    }

    @Test
    void prints_the_public_url_if_there_is_one() {
        assertThat(reset(owner.email(), "--porchlight.public-url=https://chat.example/")
                        .out())
                .contains("https://chat.example/owner/reset");
    }

    @Test
    void reports_errors() {
        Output unknown = reset("nobody@example.com");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("Nobody has an account").contains("nobody@example.com");
        assertThat(unknown.out()).isEmpty();
        assertThat(reset("nonsense").exitCode()).isEqualTo(1);
        assertThat(run().err()).contains("reset-password you@example.com");
        assertThatThrownBy(() -> run(
                        "a@b.example",
                        "--porchlight.mongodb-uri=",
                        "--porchlight.data=" + settings.data().resolve("nothing")))
                .hasStackTraceContaining("PORCHLIGHT_DATA must be the folder")
                .hasRootCauseInstanceOf(InvalidSettingException.class);
        assertThat(settings.data().resolve("nothing")).doesNotExist();
    }

    @Test
    void works_while_porchlight_is_not_running(@TempDir Path copy) throws Exception {
        Path data = copy.resolve("data");
        EmbeddedStore.open(EmbeddedStore.Options.of(data)).close();
        // As after a kill: nothing listens on this port.
        Files.writeString(data.resolve("store.port"), "1");

        assertThat(run("nobody@example.com", "--porchlight.mongodb-uri=", "--porchlight.data=" + data)
                        .err())
                .contains("Nobody has an account");
    }

    @Test
    void exits_with_its_exit_code() throws Exception {
        Process known = start(owner.email());
        Process unknown = start("nobody@example.com");

        assertThat(exitCodeOf(known)).isZero();
        assertThat(exitCodeOf(unknown)).isEqualTo(1);
    }

    private Process start(String email) throws IOException {
        List<String> command = ForkedApplication.java("-Xmx128m");
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.porchlight.PorchlightApplication",
                "reset-password",
                email,
                "--porchlight.data=" + settings.data(),
                "--porchlight.mongodb-uri=" + settings.mongodbUri()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int exitCodeOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private Output reset(String email, String... more) {
        String[] args = {
            email, "--porchlight.data=" + settings.data(), "--porchlight.mongodb-uri=" + settings.mongodbUri()
        };
        return run(StringUtils.concatenateStringArrays(args, more));
    }

    private static Output run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = ResetPassword.NAME;
        System.arraycopy(args, 0, all, 1, args.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = ResetPassword.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                all);
        return new Output(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Reply redeem(String code, String newPassword) {
        return rest().post("/owner/reset", rest().json("code", code, "newPassword", newPassword));
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body().get("data").asString())
                .isEqualTo("This code is not valid, or no longer; please ask for another one.");
    }

    private int logIn(String password) {
        Rest rest = rest();
        return rest.post("/owner/login", rest.json("email", owner.email(), "password", password))
                .status();
    }
}
