package dev.porchlight.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import dev.porchlight.error.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * For commands, which may run beside a Porchlight: its store, which is neither created nor given indexes. Not annotated, so
 * that no component scan finds it.
 */
@AutoConfigurationPackage
@ImportAutoConfiguration({MongoAutoConfiguration.class, DataMongoAutoConfiguration.class})
@EnableConfigurationProperties(StoreSettings.class)
public class ExistingStore {

    @Bean
    Store store(StoreSettings settings) {
        if (!settings.mongodbUri().isBlank()) {
            return Store.mongodb(settings.mongodbUri().strip());
        }
        if (Files.notExists(settings.data().resolve("store.mv"), LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be the folder of the Porchlight in question, or MONGODB_URI its database: "
                            + settings.data().toAbsolutePath() + " holds no store.");
        }
        return Store.connectOrOpenEmbedded(settings.data(), settings.forceToDisk());
    }

    @Bean
    MongoClient mongo(
            Store store,
            ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers,
            MongoClientSettings settings) {
        return StoreConfiguration.connect(store, customizers, settings);
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    MongoClientSettingsBuilderCustomizer durability() {
        return StoreConfiguration::makeDurable;
    }
}
