package dev.porchlight.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.system.DiskSpaceMetricsBinder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientFactorySupport;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreSettings.class)
public class StoreConfiguration {

    /** From server selection to reply; below the five seconds after which a request is answered with an error. */
    private static final int OPERATION_TIMEOUT_MILLIS = 4_000;

    private static final int POOL_SIZE = 128;

    @Bean
    Store store(StoreSettings settings) {
        return settings.mongodbUri().isBlank()
                ? Store.openEmbedded(settings.data(), settings.forceToDisk())
                : Store.mongodb(settings.mongodbUri().strip());
    }

    /** Replaces Boot's, which would connect to the embedded store over the network. */
    @Bean
    MongoClient mongo(
            Store store,
            ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers,
            MongoClientSettings settings) {
        return connect(store, customizers, settings);
    }

    static MongoClient connect(
            Store store,
            ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers,
            MongoClientSettings settings) {
        return new ClientFactory(store, customizers.orderedStream().toList()).createMongoClient(settings);
    }

    private static final class ClientFactory extends MongoClientFactorySupport<MongoClient> {

        ClientFactory(Store store, List<MongoClientSettingsBuilderCustomizer> customizers) {
            super(customizers, store::connect);
        }
    }

    /**
     * On either store an acknowledged write is durable, reads see only durable data, and a write is seen by the reads
     * after it. Applied last, so that no option of {@code MONGODB_URI} weakens it.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    public MongoClientSettingsBuilderCustomizer durability() {
        return StoreConfiguration::makeDurable;
    }

    static void makeDurable(MongoClientSettings.Builder settings) {
        settings.writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .readPreference(ReadPreference.primary())
                .timeout(OPERATION_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .applyToConnectionPoolSettings(pool -> pool.maxSize(POOL_SIZE));
    }

    /** Replaces Boot's, which looks at the disk of the working directory. */
    @Bean
    DiskSpaceMetricsBinder diskSpace(StoreSettings settings) {
        Path disk = settings.mongodbUri().isBlank() ? settings.data() : Path.of("");
        return new DiskSpaceMetricsBinder(List.of(disk.toAbsolutePath().toFile()), Tags.empty());
    }

    /** Replaces Boot's, so that indexes exist before any other bean uses the store. */
    @Bean
    public MongoTemplate mongoTemplate(
            Store store, MongoDatabaseFactory databases, MongoConverter converter, MongoMappingContext documents) {
        if (!store.isEmbedded()) {
            MongodbFormat.require(databases.getMongoDatabase());
        }
        StoreIndexes.create(databases.getMongoDatabase(), documents);
        return new MongoTemplate(databases, converter);
    }
}
