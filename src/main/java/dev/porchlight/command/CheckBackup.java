package dev.porchlight.command;

import dev.porchlight.store.backup.BackupCheck;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "check-backup", description = "Reads a backup, and says whether it can be restored.")
final class CheckBackup implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The backup: porchlight-<time>.")
    private Path backup;

    @Override
    public Integer call() {
        BackupCheck.check(backup);
        spec.commandLine().getOut().println("The backup is whole, and this version can read it.");
        return ExitCode.OK;
    }
}
