package dev.porchlight.testing.commands;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/**
 * Records each command that the product sends, in this process and in those that tests start, and writes down at once
 * what is new: a process may be killed. {@code target/store-commands} shows it all after a run.
 *
 * <p>The tests in {@code dev.porchlight.store.embedded} are not recorded: there we send to our own engine, with a client of the
 * tests, what the product does not send, among it what MongoDB would refuse.
 */
public final class CommandRecorder implements CommandListener {

    /** Tells a process that a test starts on behalf of which class it runs. */
    public static final String TEST_CLASS = "porchlight.test.class";

    /** Test classes run in several processes at once: each clears and checks what it and its own children sent. */
    public static final String FORK = "porchlight.test.fork";

    private static final Path ALL = Path.of("target", "store-commands");
    private static final Path FOLDER = ALL.resolve(System.getProperty(FORK, "alone"));
    private static final String VIOLATION = "VIOLATION ";

    /** After the constants it needs. */
    public static final CommandRecorder INSTANCE = new CommandRecorder();

    private final Path file = FOLDER.resolve(ProcessHandle.current().pid() + ".txt");
    private final Documentation documentation = Documentation.ofMongoDb8();
    private final ExpiringFields expiring = new ExpiringFields();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> reported = new LinkedHashSet<>();
    private volatile String testClass = System.getProperty(TEST_CLASS, "no test class");

    private CommandRecorder() {}

    @Override
    public void commandStarted(CommandStartedEvent event) {
        // The driver hides authentication commands.
        if (!event.getCommand().isEmpty()) {
            // Decoded once: the driver's own is read from the bytes at each access.
            record(event.getCommand().clone());
        }
    }

    /** The shapes of all commands so far. */
    public synchronized List<String> shapes() {
        return seen.stream().filter(line -> !line.startsWith(VIOLATION)).toList();
    }

    public String testClass() {
        return testClass;
    }

    void testClass(String name) {
        testClass = name;
    }

    private synchronized void record(BsonDocument command) {
        String shape = command.getFirstKey();
        List<String> problems = new ArrayList<>();
        try {
            shape = CommandShape.of(command);
            problems.addAll(CommandCheck.problems(documentation, command));
            problems.addAll(expiring.problems(command));
        } catch (RuntimeException e) {
            problems.add("the check itself failed: " + e + " at " + command);
        }
        write(shape);
        for (String problem : problems) {
            write(VIOLATION + problem + "; sent during " + testClass + " as " + shape);
        }
    }

    private void write(String line) {
        if (seen.add(line)) {
            try {
                Files.createDirectories(FOLDER);
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Forgets the files of earlier runs. */
    static void clear() {
        for (Path path : files(FOLDER)) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What all processes of a run sent. */
    static List<String> lines() {
        return lines(ALL);
    }

    static List<String> violations(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(VIOLATION)).toList();
    }

    /** @throws AssertionError if something was sent that is not documented and was not reported before */
    synchronized void check() {
        List<String> violations =
                violations(lines(FOLDER)).stream().filter(reported::add).toList();
        if (!violations.isEmpty()) {
            throw new AssertionError("Not in mongodb-8.0.txt:\n" + String.join("\n", violations));
        }
    }

    private static List<String> lines(Path folder) {
        List<String> lines = new ArrayList<>();
        for (Path path : files(folder)) {
            try {
                lines.addAll(Files.readAllLines(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lines;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
