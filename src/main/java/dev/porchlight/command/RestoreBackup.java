package dev.porchlight.command;

import dev.porchlight.store.StoreSettings;
import dev.porchlight.store.backup.Restore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "restore", description = "Makes PORCHLIGHT_DATA, an empty folder, of a backup.")
@RequiredArgsConstructor
final class RestoreBackup implements Callable<Integer> {

    private final String[] settings;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The backup: porchlight-<time>.")
    private Path backup;

    /** Not annotated, so that no component scan finds it. */
    @EnableConfigurationProperties(StoreSettings.class)
    static class Application {}

    @Override
    public Integer call() {
        return CommandContext.run(Application.class, settings, this::restore);
    }

    private int restore(ApplicationContext context) {
        Path data = context.getBean(StoreSettings.class).data();
        Restore.run(backup, data);
        spec.commandLine()
                .getOut()
                .println("Restored, read back and compared: start Porchlight with PORCHLIGHT_DATA="
                        + data.toAbsolutePath().normalize());
        return ExitCode.OK;
    }
}
