package dev.porchlight.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** The embedded store in a process of its own, as the benchmark has it, until this process ends. */
final class StoreProcess {

    private StoreProcess() {}

    /** @return its connection string, without a database */
    static String start() {
        try {
            List<String> command = ForkedApplication.java("-Xmx256m");
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "bench/store/StoreProcess.java",
                    Files.createTempDirectory("porchlight-store").toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            while (line != null && !line.startsWith("mongodb:")) {
                line = output.readLine();
            }
            if (line == null) {
                throw new AssertionError("The store did not start");
            }
            Thread rest = new Thread(
                    () -> output.lines()
                            .filter(more -> !more.contains(" INFO "))
                            .forEach(System.out::println),
                    "store-output");
            rest.setDaemon(true);
            rest.start();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
