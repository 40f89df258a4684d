package dev.porchlight;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreSettings.class)
class StoreConfiguration {

    /** Below the five seconds within which every request is answered. */
    private static final int OPERATION_TIMEOUT_MILLIS = 4_000;

    private static final int SERVER_SELECTION_MILLIS = 3_000;
    private static final int POOL_WAIT_MILLIS = 500;
    private static final int POOL_SIZE = 128;

    @Bean
    Store store(StoreSettings settings) {
        return settings.mongodbUri().isBlank()
                ? Store.embeddedIn(settings.data(), settings.forceToDisk())
                : Store.at(settings.mongodbUri().strip());
    }

    /** A reply means durable, and nobody is shown what could still vanish; on either store. */
    @Bean
    MongoClientSettingsBuilderCustomizer durability() {
        return settings -> settings.writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .timeout(OPERATION_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(SERVER_SELECTION_MILLIS, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(POOL_SIZE).maxWaitTime(POOL_WAIT_MILLIS, TimeUnit.MILLISECONDS));
    }
}
