package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other people's programs, which a machine may have or not. */
public final class Programs {

    private Programs() {}

    public record Result(boolean succeeded, String output) {}

    /** A bare machine may do without; CI may not. */
    public static void require(boolean present, String reason) {
        if (System.getenv("CI") != null) {
            assertThat(present).as(reason).isTrue();
        }
        assumeTrue(present, reason);
    }

    /** Whether a command is there, and succeeds. */
    public static boolean succeeds(String... command) throws InterruptedException {
        return run(Path.of("."), Map.of(), 60, command).succeeded();
    }

    /** Where a program is, the first of several that will do; also where only root looks for it. */
    public static String require(String... names) {
        List<String> folders =
                List.of((System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator));
        Optional<Path> found = Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        require(found.isPresent(), String.join(" or ", names) + " is not installed");
        return found.orElseThrow().toString();
    }

    public static Result run(Path folder, Map<String, String> variables, int seconds, String... command)
            throws InterruptedException {
        try {
            Path output = Files.createTempFile("program", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
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
