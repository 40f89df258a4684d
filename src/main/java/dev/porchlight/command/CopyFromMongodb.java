package dev.porchlight.command;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.ExistingStore;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.token.key.SigningKeyCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.Callable;
import lombok.RequiredArgsConstructor;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Copies everything in {@code MONGODB_URI} to {@code PORCHLIGHT_DATA}, which must hold no store, and reads it back. The store
 * is made beside its place and moved there once it is whole: an interrupted copy is never taken for one.
 */
@Command(
        name = "copy-from-mongodb",
        description = "Copies the database MONGODB_URI to a new embedded store in PORCHLIGHT_DATA.")
@RequiredArgsConstructor
final class CopyFromMongodb implements Callable<Integer> {

    private static final String DRAFT = "copying";
    private static final String STORE = "store.mv";
    private static final String KEYS = "keys";

    private final String[] settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return CommandContext.run(ExistingStore.class, settings, this::copy);
    }

    private int copy(ApplicationContext context) {
        StoreSettings store = context.getBean(StoreSettings.class);
        if (store.mongodbUri().isBlank()) {
            throw new InvalidSettingException("MONGODB_URI must say what to copy.");
        }
        Path draft = store.data().resolve(DRAFT);
        boolean interrupted = Files.isDirectory(draft);
        if (isPresent(store.data().resolve(STORE)) || isPresent(store.data().resolve(KEYS)) && !interrupted) {
            throw new InvalidSettingException("PORCHLIGHT_DATA must be a folder without a store, and "
                    + store.data().toAbsolutePath() + " has one: name another folder.");
        }
        MongoTemplate source = context.getBean(MongoTemplate.class);
        if (source.getCollectionNames().isEmpty()) {
            throw new InvalidSettingException("MONGODB_URI must be the database to copy, and this one is empty.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            FileSystemUtils.deleteRecursively(draft);
            int keys = copyTo(draft, store.forceToDisk(), source, out);
            if (keys > 0) {
                Files.move(draft.resolve(KEYS), store.data().resolve(KEYS), StandardCopyOption.ATOMIC_MOVE);
            }
            out.println("signing keys: " + keys + " copied and read back.");
            Files.move(draft.resolve(STORE), store.data().resolve(STORE), StandardCopyOption.ATOMIC_MOVE);
            FileSystemUtils.deleteRecursively(draft);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be a folder that this user can write to (" + e + ").", e);
        }
        out.println("Everything is in " + store.data().toAbsolutePath()
                + " now: start Porchlight with this PORCHLIGHT_DATA and without MONGODB_URI.");
        return ExitCode.OK;
    }

    /** @return how many signing keys were copied */
    private static int copyTo(Path draft, boolean forceToDisk, MongoTemplate source, PrintWriter out) {
        try (Store target = Store.openEmbedded(draft, forceToDisk);
                MongoClient client = MongoClients.create(target.getConnectionString())) {
            MongoDatabase database =
                    client.getDatabase(target.getConnectionString().getDatabase());
            new DatabaseCopy(source.getDb(), database, Clock.systemUTC()).run(out);
        }
        return SigningKeyCopy.copy(source, draft, Clock.systemUTC());
    }

    private static boolean isPresent(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
