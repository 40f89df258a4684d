package dev.porchlight.command;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

@Command(name = "serve", description = "Starts the server; so does no command at all.")
@RequiredArgsConstructor
final class Serve implements Callable<Integer> {

    private final Consumer<String[]> server;
    private final String[] settings;

    @Getter
    private boolean on;

    @Override
    public Integer call() {
        try {
            server.accept(settings);
            on = true;
            return ExitCode.OK;
        } catch (RuntimeException | Error e) {
            // Spring has said it in the log.
            return ExitCode.SOFTWARE;
        }
    }
}
