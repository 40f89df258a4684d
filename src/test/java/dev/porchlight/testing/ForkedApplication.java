package dev.porchlight.testing;

import dev.porchlight.testing.commands.CommandRecorder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.StringUtils;

/** Porchlight in a process of its own, to be killed or stopped. */
public final class ForkedApplication {

    /** Names the options of the JVMs that tests run in, with spaces between them. */
    private static final String JVM_OPTIONS = "porchlight.test.jvm";

    private static final Pattern PORT = Pattern.compile("(REST|Sockets) +http://localhost:(\\d+)");

    private static final Pattern DEMO = Pattern.compile("Demo +http://localhost:\\d+(/demo/#code=\\S+)");

    private final Process process;
    private final CompletableFuture<Integer> restPort = new CompletableFuture<>();
    private final CompletableFuture<Integer> socketPort = new CompletableFuture<>();
    private final CompletableFuture<String> demoPath = new CompletableFuture<>();
    private final StringBuffer output = new StringBuffer();
    private final Thread reader = new Thread(this::read, "forked-output");

    private ForkedApplication(Process process) {
        this.process = process;
    }

    /**
     * Returns once it is ready.
     *
     * @param mongodbUri empty for the embedded store in the folder
     */
    public static ForkedApplication start(Path data, String mongodbUri) throws Exception {
        return start(data, mongodbUri, 0, 0);
    }

    /** Returns once it is ready; at ports that clients know from before. */
    public static ForkedApplication start(
            Path data, String mongodbUri, int restPort, int socketPort, String... settings) throws Exception {
        List<String> jvm = java("-Xmx256m");
        jvm.add("-D" + CommandRecorder.TEST_CLASS + "=" + CommandRecorder.INSTANCE.testClass());
        jvm.add("-D" + CommandRecorder.FORK + "=" + System.getProperty(CommandRecorder.FORK, "alone"));
        return start(jvm, classPath(entry -> true), data, mongodbUri, restPort, socketPort, unlimited(settings));
    }

    /** With the limits that hold by default, and the heap that the image and the unit have. Returns once it is ready. */
    public static ForkedApplication startLimited(Path data, String mongodbUri, String... settings) throws Exception {
        List<String> jvm = java("-Xmx410m");
        return start(jvm, classPath(entry -> !entry.endsWith("test-classes")), data, mongodbUri, 0, 0, settings);
    }

    /**
     * The command of a JVM of tests: with the collector that it takes by itself in a container with so little memory.
     *
     * @param heap such as {@code -Xmx256m}
     */
    public static List<String> java(String heap) {
        List<String> command = new ArrayList<>(List.of(java(), heap, "-XX:+UseSerialGC"));
        command.addAll(List.of(StringUtils.tokenizeToStringArray(System.getProperty(JVM_OPTIONS), " ")));
        return command;
    }

    private static String[] unlimited(String... settings) {
        return StringUtils.addStringToArray(settings, "--porchlight.limits.exempt=127.0.0.0/8,::1");
    }

    /** To be measured: without the classes of tests, which would check each command. Returns once it is ready. */
    public static ForkedApplication startAsShipped(List<String> jvm, Path data, String mongodbUri, String... settings)
            throws Exception {
        String withoutTests = classPath(entry -> !entry.endsWith("test-classes"));
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvm);
        return start(command, withoutTests, data, mongodbUri, 0, 0, unlimited(settings));
    }

    /** For a start that fails, by one setting; whatever becomes of it, the process is to end by itself. */
    public static ForkedApplication startInVain(Path data, String setting) throws IOException {
        List<String> command =
                command(java("-Xmx256m"), classPath(entry -> !entry.endsWith("test-classes")), data, "", 0, 0, setting);
        return run(new ProcessBuilder(command));
    }

    /** By a program that is given the command, such as a shell that sets limits first. Returns once it is ready. */
    public static ForkedApplication startBy(List<String> program, Path data) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(java("-Xmx256m"));
        return start(new ProcessBuilder(
                command(command, classPath(entry -> !entry.endsWith("test-classes")), data, "", 0, 0, unlimited())));
    }

    private static String classPath(Predicate<String> which) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(which)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static ForkedApplication start(
            List<String> jvm,
            String classPath,
            Path data,
            String mongodbUri,
            int restPort,
            int socketPort,
            String... settings)
            throws Exception {
        return start(new ProcessBuilder(command(jvm, classPath, data, mongodbUri, restPort, socketPort, settings)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> command(
            List<String> jvm,
            String classPath,
            Path data,
            String mongodbUri,
            int restPort,
            int socketPort,
            String... settings) {
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(
                "-cp",
                classPath,
                "dev.porchlight.PorchlightApplication",
                "--server.port=" + restPort,
                "--porchlight.socket.port=" + socketPort,
                "--porchlight.data=" + data,
                "--porchlight.mongodb-uri=" + mongodbUri));
        command.addAll(List.of(settings));
        return command;
    }

    private static ForkedApplication run(ProcessBuilder command) throws IOException {
        ForkedApplication application =
                new ForkedApplication(command.redirectErrorStream(true).start());
        application.reader.setDaemon(true);
        application.reader.start();
        application.process.onExit().thenRunAsync(application::ended);
        return application;
    }

    /** Returns once it is ready. */
    public static ForkedApplication start(ProcessBuilder command) throws Exception {
        ForkedApplication application = run(command);
        try {
            application.socketPort.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            application.process.destroyForcibly();
            throw new AssertionError("Porchlight did not start:\n" + application.output, e);
        }
        return application;
    }

    /** What has not come by now does not come. */
    private void ended() {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Stream.of(restPort, socketPort)
                .forEach(port -> port.completeExceptionally(new IllegalStateException("The process has ended")));
    }

    /** The newest jar of the build; only there once it was packed. */
    public static Path packedJar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.getFileName().toString().matches("porchlight-.*\\.jar"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    public int restPort() {
        return restPort.join();
    }

    /** Where the account of the demo shop is made; waits for ever if there is one already. */
    public String demoPath() {
        return demoPath.join();
    }

    public int socketPort() {
        return socketPort.join();
    }

    /** As kill -9 does. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** As kill does, and whatever watches over processes: returns its exit code once it has ended by itself. */
    public int terminate(Duration patience) throws InterruptedException {
        // Not Process.destroy, which would also close the output.
        process.toHandle().destroy();
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            kill();
        }
        reader.join();
        if (!ended) {
            throw new AssertionError("Still running after " + patience + ":\n" + output);
        }
        return process.exitValue();
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return !process.isAlive();
    }

    /** Its exit code, once it has ended by itself. */
    public int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Still running after " + patience + ":\n" + output);
        }
        reader.join();
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    /** What it has printed so far. */
    public String output() {
        return output.toString();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                output.append(line).append('\n');
                Matcher demo = DEMO.matcher(line);
                if (demo.find()) {
                    demoPath.complete(demo.group(1));
                }
                Matcher port = PORT.matcher(line);
                if (port.find()) {
                    (port.group(1).equals("REST") ? restPort : socketPort).complete(Integer.valueOf(port.group(2)));
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
    }
}
