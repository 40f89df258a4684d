package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.Rest.Reply;
import dev.porchlight.testing.RootLogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @Test
    void the_code_sets_a_new_password_once_and_revokes_every_session() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getActiveChats", "token", owner.token());
        CommandRun output = reset(owner.email());
        assertThat(output.code()).isZero();
        assertThat(output.out())
                .contains("curl -d code=" + codeOf(output))
                .contains("http://localhost:8000/owner/reset");

        Reply used = redeem(codeOf(output), NEW_PASSWORD);

        assertThat(used.status()).as("%s", used).isEqualTo(200);
        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(logIn(PASSWORD)).isEqualTo(401);
        assertThat(logIn(NEW_PASSWORD)).isEqualTo(200);
        assertRefused(redeem(codeOf(output), "yet another one"));
        assertThat(logIn(NEW_PASSWORD)).isEqualTo(200);
    }

    @Test
    void a_code_is_invalid_once_the_password_has_changed() {
        String first = codeOf(reset(owner.email()));
        String second = codeOf(reset(owner.email()));
        assertThat(redeem(first, "short").status()).isEqualTo(400);

        assertThat(redeem(second, NEW_PASSWORD).status()).isEqualTo(200);

        assertRefused(redeem(first, "yet another one"));
    }

    @Test
    void other_tokens_are_no_codes_and_a_code_is_no_token() {
        String code = codeOf(reset(owner.email()));
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
        CommandRun run = reset(owner.email(), "--porchlight.public-url=https://chat.example/porch/");

        assertThat(run.out())
                .contains("https://chat.example/porch/owner/reset", "https://chat.example/porch/dashboard/#reset")
                .doesNotContain("localhost", "PORCHLIGHT_PUBLIC_URL");
    }

    @Test
    void says_which_setting_makes_the_address_one_for_others() {
        CommandRun run = reset(owner.email(), "--server.address=192.0.2.7", "--server.port=8123");

        assertThat(run.out()).contains("http://192.0.2.7:8123/owner/reset").contains("set PORCHLIGHT_PUBLIC_URL");
    }

    @Test
    void reports_errors() {
        CommandRun unknown = reset("nobody@example.com");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .isEqualToIgnoringNewLines("Nobody has an account with the e-mail address nobody@example.com.");
        assertThat(unknown.out()).isEmpty();
    }

    @Test
    void creates_nothing_where_there_is_no_porchlight(@TempDir Path empty) {
        for (Path folder : List.of(empty, empty.resolve("nothing"))) {
            CommandRun run = CommandRun.of(
                    "reset-password", "a@b.example", "--porchlight.mongodb-uri=", "--porchlight.data=" + folder);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("PORCHLIGHT_DATA must be the folder").hasLineCount(1);
        }
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void works_while_porchlight_is_not_running(@TempDir Path copy) throws Exception {
        Path data = copy.resolve("data");
        EmbeddedStore.open(EmbeddedStore.Options.of(data)).close();
        // As after a kill: nothing listens on this port.
        Files.writeString(data.resolve("store.port"), "1");
        String[] args = {
            "reset-password", "nobody@example.com", "--porchlight.mongodb-uri=", "--porchlight.data=" + data
        };

        CommandRun withoutKey = CommandRun.of(args);
        assertThat(withoutKey.err()).contains("the same JWT_SECRET").hasLineCount(1);
        assertThat(CommandRun.of("owners", "list", "--porchlight.mongodb-uri=", "--porchlight.data=" + data)
                        .code())
                .isZero();
        assertThat(data.resolve("keys")).doesNotExist();

        assertThat(CommandRun.of(StringUtils.addStringToArray(args, "--porchlight.jwt-secret=" + "x".repeat(32)))
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

    private CommandRun reset(String email, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "reset-password",
                email,
                "--porchlight.data=" + settings.data(),
                "--porchlight.mongodb-uri=" + settings.mongodbUri()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static String codeOf(CommandRun run) {
        Matcher code = Pattern.compile("code=(\\S+)").matcher(run.out());
        assertThat(code.find()).as("%s", run).isTrue();
        return code.group(1);
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
