package dev.porchlight.command;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.store.backup.BackupSettings;
import dev.porchlight.store.backup.BackupWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.bson.Document;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Makes a backup of the embedded store. If Porchlight runs, it has that one make it, since nobody else can read the store
 * then.
 */
@Command(name = "backup", description = "Makes a backup of the embedded store, also while Porchlight runs.")
@RequiredArgsConstructor
final class MakeBackup implements Callable<Integer> {

    private static final String NAME = "backup";
    private static final int COMMAND_NOT_FOUND = 59;
    /** It says nothing until it is made. */
    private static final int MAX_HOURS = 12;

    private final String[] settings;

    @Spec
    private CommandSpec spec;

    /** Not annotated, so that no component scan finds it. */
    @EnableConfigurationProperties({StoreSettings.class, BackupSettings.class})
    static class Application {}

    @Override
    public Integer call() {
        return CommandContext.run(Application.class, settings, this::make);
    }

    private int make(ApplicationContext context) {
        String backup = make(context.getBean(StoreSettings.class), context.getBean(BackupSettings.class));
        spec.commandLine().getOut().println("Backup made, read back and compared: " + backup);
        return ExitCode.OK;
    }

    /** @return its folder */
    private static String make(StoreSettings settings, BackupSettings backups) {
        if (!settings.mongodbUri().isBlank()) {
            throw new InvalidSettingException("The command " + NAME
                    + " copies the embedded store, and MONGODB_URI names another: make backups of it by mongodump.");
        }
        if (Files.notExists(settings.data().resolve("store.mv"))) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be the folder of the Porchlight in question, and there is" + " no store in "
                            + settings.data().toAbsolutePath() + ".");
        }
        try (Store store = Store.connectOrOpenEmbedded(settings.data(), settings.forceToDisk())) {
            return store.isEmbedded()
                    ? new BackupWriter(store, settings.data(), backups, Clock.systemUTC())
                            .write()
                            .folder()
                            .toString()
                    : request(store.getConnectionString());
        }
    }

    private static String request(ConnectionString running) {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(running)
                .applyToSocketSettings(socket -> socket.readTimeout(MAX_HOURS, TimeUnit.HOURS))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            return client.getDatabase("admin").runCommand(new Document(NAME, 1)).getString("folder");
        } catch (MongoCommandException e) {
            throw new InvalidSettingException(
                    e.getErrorCode() == COMMAND_NOT_FOUND
                            ? "The Porchlight that uses PORCHLIGHT_DATA cannot make a backup: it is of an earlier version,"
                                    + " or another command. Stop it, and run this again."
                            : e.getErrorMessage());
        } catch (MongoException e) {
            throw new InvalidSettingException(
                    "The Porchlight that uses PORCHLIGHT_DATA does not answer ("
                            + e.getClass().getSimpleName() + "): see whether it is ending, and run this again.",
                    e);
        }
    }
}
