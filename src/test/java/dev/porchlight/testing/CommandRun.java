package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A command as somebody runs it, in this process.
 *
 * @param exitCode empty if the server was started
 */
public record CommandRun(OptionalInt exitCode, String out, String err) {

    public static CommandRun of(String... args) {
        return of(
                settings -> {
                    throw new AssertionError("The server must not start");
                },
                args);
    }

    public static CommandRun of(Consumer<String[]> server, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OptionalInt exitCode =
                Commands.run(server, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), args);
        return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    public int code() {
        return exitCode.orElseThrow();
    }
}
