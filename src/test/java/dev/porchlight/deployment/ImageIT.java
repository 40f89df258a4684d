package dev.porchlight.deployment;

import static dev.porchlight.testing.Programs.require;
import static dev.porchlight.testing.Programs.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Dockerfile;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.Rest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The jar as the image has it: the Dockerfile's own steps, command and user, with nothing to write to but the data. */
class ImageIT {

    /** Makes everything read-only but the folder in $0, and becomes the command. */
    private static final String READ_ONLY = """
            mount --make-rprivate / && mount --bind "$0" "$0"
            findmnt --raw --noheadings --output TARGET | grep --invert-match --extended-regexp '^/(proc|sys|dev)(/|$)' |
              while read -r target; do [[ $target == "$0" ]] || mount -o remount,bind,ro "$target" || true; done
            for folder in / . /tmp /var/tmp; do [[ ! -w $folder ]] || { echo "$folder is writable"; exit 1; }; done
            exec "$@"
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static Dockerfile.Stage image;
    private static Path app;
    private static Path data;

    @BeforeAll
    static void build() throws Exception {
        require(succeeds("setpriv", "--reuid=1", "--regid=1", "--clear-groups", "true"), "Another user takes root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Dockerfile.Stage> stages = Dockerfile.read(Path.of("Dockerfile")).stages();
        image = stages.get(1);

        Path build = Files.createDirectory(folder.resolve("build"));
        Files.createDirectory(build.resolve("target"));
        Files.copy(ForkedApplication.packedJar(), build.resolve("target/porchlight-0.jar"));
        run(build, "bash", "-c", stages.get(0).only("RUN", "jarmode=tools"));

        app = Files.createDirectory(folder.resolve("app"));
        Path there = Path.of(stages.get(0).only("WORKDIR", ""));
        for (String copy : image.all("COPY")) {
            String[] words = copy.split(" ");
            assertThat(words).as(copy).hasSize(3).startsWith("--from=build").endsWith("./");
            run(app, "cp", "-a", build + "/" + there.relativize(Path.of(words[1])) + "/.", "./");
        }
        run(app, "sh", "-c", image.only("RUN", "Archive"));
        try (Stream<Path> made = Files.list(app)) {
            assertThat(made.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("lib", "porchlight.jar", "libraries.jsa", "class-path");
        }

        data = Files.createDirectory(folder.resolve("data"));
        run(folder, "chown", image.only("USER", ""), "data");
    }

    @Test
    void one_writable_folder_is_enough_and_a_polite_stop_keeps_all() throws Exception {
        ForkedApplication first = start();
        assertThat(Files.readString(Path.of("/proc", first.pid() + "", "maps"))).contains("libraries.jsa");
        assertThat(Files.readString(Path.of("/proc", first.pid() + "", "status")))
                .contains("Uid:\t10001\t10001\t10001\t10001");
        assertThat(healthCheck(first)).isTrue();
        Rest rest = new Rest(first.restPort());
        rest.post(
                "/owner/register",
                rest.json("email", "o@example.com", "password", "a password", "domain", "x.example"));
        JsonNode chat;
        String owner = logIn(first);
        try (ChatClient guest = ChatClient.connect(first.socketPort());
                ChatClient ownerClient = ChatClient.connect(first.socketPort());
                EngineClient polling = EngineClient.connect(first.socketPort(), EngineClient.Transport.POLLING, 4)) {
            chat = guest.ask("getNewChat", "email", "g@example.com", "name", "G", "domain", "x.example");
            say(guest, chat, chat.get("guestToken").asString(), "Is anybody there?");
            say(ownerClient, chat, owner, "Yes, how can I help?");
            assertThat(guest.next("messageAdded").at("/message/message").asString())
                    .isEqualTo("Yes, how can I help?");

            assertThat(first.terminate(PATIENCE)).isEqualTo(128 + 15);
        }
        assertThat(healthCheck(first)).isFalse();
        assertThat(first.output().lines()).allMatch(line -> line.matches("\\S+ +INFO .*"));

        Map<String, String> watched = documentedManagement();
        ForkedApplication second = start(watched);
        assertThat(healthCheck(second)).isFalse();
        assertThat(healthCheck(second, watched)).isTrue();
        try (ChatClient ownerClient = ChatClient.connect(second.socketPort())) {
            JsonNode history = ownerClient.ask(
                    "getChatMessages", "chatId", chat.get("chatId").asString(), "token", logIn(second));
            assertThat(history.get("data"))
                    .extracting(message -> message.get("message").asString())
                    .containsExactly("Is anybody there?", "Yes, how can I help?");
        }
        assertThat(second.terminate(PATIENCE)).isEqualTo(128 + 15);
        assertThat(second.output().lines()).allMatch(line -> line.matches("\\S+ +INFO .*"));
    }

    /** The lines of docs/operations.md that show the meters, with a port that is free. */
    private static Map<String, String> documentedManagement() throws Exception {
        Map<String, String> variables = Pattern.compile("(?m)^(MANAGEMENT_[A-Z_]+)=(.+)$")
                .matcher(Files.readString(Path.of("docs", "operations.md")))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
        assertThat(variables.put("MANAGEMENT_SERVER_PORT", String.valueOf(Ports.free())))
                .isNotNull();
        return variables;
    }

    private static ForkedApplication start() throws Exception {
        return start(Map.of());
    }

    private static ForkedApplication start(Map<String, String> variables) throws Exception {
        List<String> command = new ArrayList<>();
        if (succeeds("unshare", "--mount", "true")) {
            command.addAll(List.of("unshare", "--mount", "bash", "-c", READ_ONLY, data.toString()));
        } else {
            System.out.println("No mount namespace here: what Porchlight writes elsewhere would not be seen");
        }
        String[] user = image.only("USER", "").split(":");
        command.addAll(List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups"));
        command.add("--no-new-privs");
        command.addAll(image.command("ENTRYPOINT"));
        ProcessBuilder process = process(app, command);
        process.environment().putAll(variables);
        return ForkedApplication.start(process);
    }

    private static boolean healthCheck(ForkedApplication application) throws Exception {
        return healthCheck(application, Map.of());
    }

    private static boolean healthCheck(ForkedApplication application, Map<String, String> variables) throws Exception {
        ProcessBuilder check = process(app, image.command("HEALTHCHECK"));
        check.environment().putAll(variables);
        check.environment().put("SERVER_PORT", String.valueOf(application.restPort()));
        check.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return check.start().waitFor() == 0;
    }

    private static String logIn(ForkedApplication application) {
        Rest rest = new Rest(application.restPort());
        return rest.post("/owner/login", rest.json("email", "o@example.com", "password", "a password"))
                .body()
                .at("/data/token")
                .asString();
    }

    private static void say(ChatClient client, JsonNode chat, String token, String message) {
        JsonNode reply = client.say(chat.get("chatId").asString(), token, message);
        assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(200);
    }

    private static void run(Path where, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "step", ".log");
        ProcessBuilder builder = process(where, List.of(command));
        // Takes less, and makes the same.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process step = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = step.waitFor(2, TimeUnit.MINUTES);
        step.destroyForcibly().waitFor();
        assertThat(ended && step.exitValue() == 0)
                .as("%s: %s", List.of(command), Files.readString(output))
                .isTrue();
    }

    /** With no other variables than the image and these tests set, and this JVM as its own. */
    private static ProcessBuilder process(Path where, List<String> command) {
        ProcessBuilder process = new ProcessBuilder(command).directory(where.toFile());
        process.environment().clear();
        process.environment()
                .putAll(Map.of(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + System.getenv("PATH"),
                        "PORCHLIGHT_DATA",
                        String.valueOf(data),
                        "SERVER_PORT",
                        "0",
                        "PORCHLIGHT_SOCKET_PORT",
                        "0"));
        return process;
    }
}
