package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.porchlight.ApplicationTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official JavaScript clients, with a script that knows no more than the seed's README. Needs Node and npm. */
class JavaScriptClientsTest extends ApplicationTest {

    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js-clients");

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        for (String file : new String[] {"package.json", "package-lock.json", "seed-client.js"}) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        require(run(10, "node", "--version").succeeded(), "Node is not installed");
        Result npm = run(120, "npm", "ci", "--no-audit", "--no-fund", "--silent");
        require(npm.succeeded(), "npm could not install the clients: " + npm.output());
    }

    @ParameterizedTest
    @CsvSource({"2, websocket", "2, polling", "2, default", "4, websocket", "4, polling", "4, default"})
    void a_script_as_in_the_seeds_readme_gets_every_answer(String version, String transport) throws Exception {
        Result result = run(
                60,
                "node",
                "seed-client.js",
                "http://localhost:" + port,
                "http://localhost:" + sockets.port(),
                version,
                transport);

        assertThat(result.output()).startsWith("ok " + version + " " + transport);
        assertThat(result.succeeded()).isTrue();
    }

    /** A bare machine may do without; CI may not. */
    private static void require(boolean present, String reason) {
        if (System.getenv("CI") != null) {
            assertThat(present).as(reason).isTrue();
        }
        assumeTrue(present, reason);
    }

    private record Result(boolean succeeded, String output) {}

    private static Result run(int seconds, String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile("js", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Result(ended && process.exitValue() == 0, text);
        } catch (IOException notInstalled) {
            return new Result(false, notInstalled.getMessage());
        }
    }
}
