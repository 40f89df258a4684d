package dev.porchlight.command;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreConfiguration;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.token.key.SigningKeyCopy;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.Callable;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Copies everything in {@code PORCHLIGHT_DATA} to {@code MONGODB_URI}, and reads it back. It does not change the source, and
 * continues an interrupted copy when it is run again.
 */
@Command(
        name = "copy-to-mongodb",
        description = "Copies the embedded store in PORCHLIGHT_DATA to an empty database, MONGODB_URI.")
@RequiredArgsConstructor
final class CopyToMongodb implements Callable<Integer> {

    private final String[] settings;

    @Spec
    private CommandSpec spec;

    /** Not annotated, so that no component scan finds it. */
    @AutoConfigurationPackage
    @ImportAutoConfiguration({MongoAutoConfiguration.class, DataMongoAutoConfiguration.class})
    @Import(StoreConfiguration.class)
    static class Application {}

    @Override
    public Integer call() {
        return CommandContext.run(Application.class, settings, this::copy);
    }

    private int copy(ApplicationContext context) {
        StoreSettings store = context.getBean(StoreSettings.class);
        if (store.mongodbUri().isBlank()) {
            throw new InvalidSettingException("MONGODB_URI must say where to copy to.");
        }
        if (Files.notExists(store.data())) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be the folder to copy, and " + store.data() + " does not exist.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Clock clock = Clock.systemUTC();
        MongoTemplate target = context.getBean(MongoTemplate.class);
        try (Store source = Store.openEmbedded(store.data(), store.forceToDisk());
                MongoClient client = MongoClients.create(source.getConnectionString())) {
            DatabaseCopy copy = new DatabaseCopy(
                    client.getDatabase(source.getConnectionString().getDatabase()), target.getDb(), clock);
            copy.requireTargetIsSubsetOfSource();
            copy.run(out);
        }
        int keys = SigningKeyCopy.copy(store.data(), target, clock);
        out.println("signing keys: " + keys + " copied and read back.");
        out.println("Everything is in MongoDB now: start Porchlight with this MONGODB_URI.");
        return ExitCode.OK;
    }
}
