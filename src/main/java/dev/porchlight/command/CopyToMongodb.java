package dev.porchlight.command;

import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nor;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreConfiguration;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.token.key.SigningKeyCopy;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The command {@code copy-to-mongodb}: copies everything in {@code PORCHLIGHT_DATA} to {@code MONGODB_URI}, and reads it
 * back. It does not change the source, and continues an interrupted copy when it is run again.
 */
@Slf4j
@RequiredArgsConstructor
public final class CopyToMongodb implements ApplicationRunner {

    public static final String NAME = "copy-to-mongodb";

    /** Documents that expire within this time are not copied: they may expire between copy and comparison. */
    private static final Duration EXPIRY_MARGIN = Duration.ofHours(1);

    private final StoreSettings settings;
    private final MongoTemplate target;
    private final Clock clock;

    public static void run(String... args) {
        new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(args)
                .close();
    }

    /** Not annotated, so that no component scan finds it. */
    @AutoConfigurationPackage
    @ImportAutoConfiguration({MongoAutoConfiguration.class, DataMongoAutoConfiguration.class})
    @Import(StoreConfiguration.class)
    static class Application {

        @Bean
        CopyToMongodb copyToMongodb(StoreSettings settings, MongoTemplate target) {
            return new CopyToMongodb(settings, target, Clock.systemUTC());
        }
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (settings.mongodbUri().isBlank()) {
            throw new InvalidSettingException("MONGODB_URI must say where to copy to.");
        }
        if (Files.notExists(settings.data())) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be the folder to copy, and " + settings.data() + " does not exist.");
        }
        try (Store store = Store.openEmbedded(settings.data(), settings.forceToDisk());
                MongoClient client = MongoClients.create(store.getConnectionString())) {
            copy(client.getDatabase(store.getConnectionString().getDatabase()), target.getDb());
        }
        int keys = SigningKeyCopy.copy(settings.data(), target, clock);
        log.info("signing keys: {} copied and read back.", keys);
        log.info("Everything is in MongoDB now: start Porchlight with this MONGODB_URI.");
    }

    private void copy(MongoDatabase source, MongoDatabase target) {
        List<CollectionCopy> copies = source.listCollectionNames().into(new ArrayList<>()).stream()
                .map(name -> new CollectionCopy(
                        source.getCollection(name, BsonDocument.class),
                        target.getCollection(name, BsonDocument.class),
                        notExpiring()))
                .toList();
        copies.forEach(CollectionCopy::requireTargetIsSubsetOfSource);
        for (CollectionCopy copy : copies) {
            log.info("{}: {} copied and read back.", copy.name(), copy.copy());
        }
    }

    private Bson notExpiring() {
        return nor(lte("expiresAt", Date.from(clock.instant().plus(EXPIRY_MARGIN))));
    }
}
