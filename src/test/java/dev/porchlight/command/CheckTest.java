package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.RootLogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(RootLogLevel.class)
class CheckTest {

    @TempDir
    private Path folder;

    @Test
    void a_new_folder_is_as_it_should_be_and_stays_as_it_is() {
        CommandRun absent = check(folder.resolve("data"));
        CommandRun empty = check(folder);

        assertThat(absent.code()).as(absent.out()).isZero();
        assertThat(absent.out()).contains("note: " + folder.resolve("data") + " does not exist");
        assertThat(empty.code()).as(empty.out()).isZero();
        assertThat(empty.out()).contains("ok: The folder", "holds no store", "no signing key");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_store_is_looked_at_whether_it_is_open_or_not_and_stays_as_it_is() throws IOException {
        try (EmbeddedStore running = EmbeddedStore.open(EmbeddedStore.Options.of(folder))) {
            CommandRun run = check(folder);
            assertThat(run.code()).as(run.out()).isZero();
            assertThat(run.out()).contains("ok: The Porchlight that is on answers.");
            assertThat(running.isHealthy()).isTrue();
        }
        List<String> before = files();

        CommandRun stopped = check(folder);

        assertThat(stopped.code()).as(stopped.out()).isZero();
        assertThat(stopped.out()).contains("ok: The store has");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void what_cannot_be_used_is_a_problem() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertProblem(check(file), "PORCHLIGHT_DATA must be a folder");
        assertProblem(check(file.resolve("data")), "PORCHLIGHT_DATA must be a folder");
        Files.writeString(folder.resolve("keys"), "nonsense");
        assertProblem(check(folder), "A line of " + folder.resolve("keys") + " is not a key");
        assertProblem(check(folder, "--porchlight.mongodb-uri=mongodb://127.0.0.1:1"), "MongoDB does not serve us");
    }

    @ParameterizedTest
    @CsvSource({
        "--server.port=99999, SERVER_PORT must be a port",
        "--porchlight.socket.drain=61s, PORCHLIGHT_SOCKET_DRAIN must be",
        "--porchlight.chats.close-after=30, PORCHLIGHT_CHATS_CLOSE_AFTER must be a time with its unit",
        "--porchlight.jwt-secret=short, JWT_SECRET must be",
        "--porchlight.mongodb-uri=nonsense, MONGODB_URI must look like",
        "--porchlight.limits.exempt=nonsense, PORCHLIGHT_LIMITS_EXEMPT must be",
        "--porchlight.trusted-proxies=nonsense, PORCHLIGHT_TRUSTED_PROXIES must be",
        "--porchlight.public-url=nonsense, PORCHLIGHT_PUBLIC_URL must be",
        "--porchlight.public-socket-url=nonsense, PORCHLIGHT_PUBLIC_SOCKET_URL must be",
        "--porchlight.registration=maybe, The value of PORCHLIGHT_REGISTRATION cannot be read"
    })
    void each_setting_that_cannot_be_used_is_a_problem(String setting, String sentence) {
        CommandRun run = check(folder, setting);

        assertProblem(run, sentence);
        assertThat(run.out() + run.err()).doesNotContain("nonsense", "short\n");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertProblem(CommandRun run, String sentence) {
        assertThat(run.code()).as(run.out()).isEqualTo(1);
        assertThat(run.out().lines()).anySatisfy(line -> assertThat(line).startsWith("problem: " + sentence));
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).matches("(ok|note|problem): .*"));
    }

    private List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                files.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    private static CommandRun check(Path data, String... settings) {
        List<String> args = new ArrayList<>(List.of("check", "--porchlight.data=" + data));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--porchlight.mongodb-uri"))) {
            args.add("--porchlight.mongodb-uri=");
        }
        args.addAll(List.of(settings));
        return CommandRun.of(args.toArray(String[]::new));
    }
}
