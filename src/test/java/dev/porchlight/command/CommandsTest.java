package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.CommandRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private final List<String[]> started = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "--server.port=9000 --porchlight.socket.port=0",
                "serve --spring.profiles.active=a,b --logging.level.dev.porchlight.socket=debug",
                "--porchlight.publicUrl=https://chat.example",
                "--porchlight.trusted-proxies[0]=127.0.0.1",
                "--management.endpoints.web.exposure.include=health,prometheus",
                "--debug",
                "--MONGODB_URI=mongodb://host/db"
            })
    void the_server_is_started_with_its_settings(String line) {
        CommandRun run = serve(line);

        assertThat(run.exitCode()).as(run.err()).isEmpty();
        assertThat(run.out() + run.err()).isEmpty();
        assertThat(started).hasSize(1);
        assertThat(String.join(" ", started.get(0))).isEqualTo(line.replaceFirst("^serve ?", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reset-pasword x@example.com        | There is no command reset-pasword. Is reset-password meant?",
                "hlep                               | There is no command hlep. Is help meant?",
                "start                              | There is no command start. Is ",
                "RESET-PASSWORD a@b.example         | There is no command RESET-PASSWORD. Is reset-password meant?",
                "help serv                          | There is no command serv. Is serve meant?",
                "serve now                          | There is no room for the word now.",
                "--hlep                             | There is no option --hlep. Is --help meant?",
                "-x                                 | There is no option -x. Is ",
                "version --vresion                  | There is no option --vresion. Is --version meant?",
                "--srever.port=9000                 | There is no option --srever.port. Is --server.port meant?",
                "serve --porchlight.dat=/x          | There is no option --porchlight.dat. Is --porchlight.data meant?",
                "-Dserver.prot=9000                 | There is no option -Dserver.prot. Is --server.port meant?",
                "--SERVER_PORT=9000                 | There is no option --SERVER_PORT. Is --server.port meant?",
                "--porchlight.jwt-secrt=topsecret   | There is no option --porchlight.jwt-secrt. Is --porchlight.jwt-secret",
                "--server.port 9000                 | There is no ",
                "--server.port                      | --server.port needs a value: --server.port=...",
                "reset-password                     | Missing required parameter: 'EMAIL'",
                "reset-password nonsense            | Invalid value for positional parameter at index 0 (EMAIL)",
                "owners lst                         | There is no command lst. Is list meant?",
                "owners remove                      | Missing required parameter: 'EMAIL'",
                "owners remove a@b.example --yess   | There is no option --yess. Is --yes meant?",
                "reset-password a@b.example c@d.example | There is no room for the word c@d.example.",
            })
    void what_is_unknown_ends_with_2_and_the_nearest_known_word(String line, String sentence) {
        CommandRun run = serve(line);

        assertThat(run.exitCode()).hasValue(2);
        assertThat(run.err()).startsWith(sentence).doesNotContain("topsecret").contains("See: help");
        assertThat(run.out()).isEmpty();
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-V", "reset-password --version"})
    void says_its_version(String line) {
        CommandRun run = serve(line);

        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("Porchlight \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void lists_the_commands(String line) {
        CommandRun run = serve(line);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "serve",
                        "version",
                        "check",
                        "reset-password",
                        "owners",
                        "copy-to-mongodb",
                        "copy-from-mongodb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help reset-password", "reset-password --help", "help owners remove", "owners remove -h"})
    void says_what_a_command_takes(String line) {
        CommandRun run = serve(line);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "Usage: porchlight " + (line.contains("owners") ? "owners remove" : "reset-password"), "EMAIL");
    }

    @Test
    void a_server_that_does_not_start_ends_with_1() {
        CommandRun run = CommandRun.of(settings -> {
            throw new IllegalStateException("as the log says");
        });

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
    }

    private CommandRun serve(String line) {
        return CommandRun.of(started::add, line.isEmpty() ? new String[0] : line.split(" +"));
    }
}
