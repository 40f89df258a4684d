package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.porchlight.testing.Programs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/support-bundle, with programs in the place of systemd's and docker's that say what those would. */
class SupportBundleTest {

    private static final String SECRET = "4711471147114711471147114711471147114711";
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

    @TempDir
    Path folder;

    @Test
    void of_a_service_it_has_what_helps_and_nothing_that_is_secret() throws Exception {
        Path settings = folder.resolve("porchlight.env");
        program("systemctl", """
                case "$3" in
                Environment) echo "PORCHLIGHT_DATA=%1$s" ;;
                EnvironmentFiles) echo "%2$s (ignore_errors=yes)" ;;
                *) echo NRestarts=3 ;;
                esac""".formatted(folder.resolve("data"), settings));
        program("journalctl", """
                echo "WARN The store failed 3 requests"
                echo "Demo http://localhost:8000/demo/#code=0123456789abcdef"
                echo "MongoDB at mongodb://porchlight:pass%%word@db.example/porchlight"
                echo "%s of zaphod@example.com" """.formatted(TOKEN));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("store.mv"), "what somebody wrote");
        Files.writeString(data.resolve("keys"), SECRET);
        HttpServer porchlight = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        porchlight.createContext("/", request -> {
            byte[] answer = ("answer to " + request.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        porchlight.start();
        Files.writeString(
                settings, """
                # A comment about %1$s
                JWT_SECRET=%1$s
                MONGODB_URI=mongodb://porchlight:pass%%word@db.example/porchlight
                PORCHLIGHT_CHATS_CLOSE_AFTER=12h
                PORCHLIGHT_PUBLIC_URL=https://chat.zaphod.example
                MANAGEMENT_SERVER_PORT=%2$d
                OTHER_PROGRAMS_PASSWORD=%1$s
                """.formatted(SECRET, porchlight.getAddress().getPort()));

        String all = bundle();
        porchlight.stop(0);

        assertThat(all)
                .contains(
                        "JWT_SECRET=<set>",
                        "MONGODB_URI=<set>",
                        "PORCHLIGHT_PUBLIC_URL=<set>",
                        "PORCHLIGHT_CHATS_CLOSE_AFTER=12h",
                        "answer to /actuator/health/readiness",
                        "answer to /actuator/prometheus",
                        "NRestarts=3",
                        "The store failed 3 requests",
                        "store.mv",
                        "openjdk")
                .doesNotContain(
                        SECRET, TOKEN, "0123456789abcdef", "pass%word", "zaphod", "OTHER", "what somebody wrote");
    }

    @Test
    void of_a_container_it_asks_docker() throws Exception {
        program("docker", """
                case "$*" in
                inspect*Env*shop) printf 'PORCHLIGHT_DATA=/data\\nJWT_SECRET=%1$s\\nJDK_JAVA_OPTIONS=-Dx=%1$s\\n' ;;
                inspect*shop) echo '{"Status":"running"}' ;;
                exec*) shift 2; echo "inside: $*" | head -n 1 ;;
                logs*shop) echo "the container's log" ;;
                esac""".formatted(SECRET));

        assertThat(bundle("shop"))
                .contains(
                        "JWT_SECRET=<set>",
                        "JDK_JAVA_OPTIONS=<set>",
                        "\"running\"",
                        "inside: df -h /data",
                        "inside: java -version",
                        "127.0.0.1 8000 /actuator/prometheus",
                        "the container's log")
                .doesNotContain(SECRET);
    }

    private void program(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** What is in the archive, which only its user may read. */
    private String bundle(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of("deploy", "support-bundle").toAbsolutePath().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        String path = folder + ":" + Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
        Programs.Result made = Programs.run(folder, Map.of("PATH", path), 60, command);
        assertThat(made.succeeded()).as(made.output()).isTrue();
        Path archive = folder.resolve(made.output().split(":")[0]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
        return Programs.run(folder, Map.of(), 60, "tar", "-xzOf", archive.toString())
                .output();
    }
}
