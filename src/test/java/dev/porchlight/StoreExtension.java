package dev.porchlight;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreConfiguration;
import dev.porchlight.testing.TestDatabases;
import dev.porchlight.testing.commands.CommandRecorder;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.DefaultDbRefResolver;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/** A fresh store for one test class, without the application around it: MongoDB if MONGODB_URI is set. */
public final class StoreExtension implements BeforeAllCallback, AfterAllCallback {

    private final Optional<String> given;
    private Store store;
    private MongoClient client;
    private MongoTemplate mongo;

    public StoreExtension() {
        given = Optional.empty();
    }

    /** @param uri of a server that the test brings along */
    public StoreExtension(String uri) {
        given = Optional.of(uri);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Optional<String> server = given.or(TestDatabases::newUri);
        if (server.isPresent()) {
            store = Store.mongodb(server.get());
        } else {
            store = Store.openEmbedded(Files.createTempDirectory("porchlight-store"), true);
        }
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(store.getConnectionString())
                .addCommandListener(CommandRecorder.INSTANCE);
        new StoreConfiguration().durability().customize(settings);
        client = MongoClients.create(settings.build());
        MongoDatabaseFactory database = new SimpleMongoClientDatabaseFactory(
                client, store.getConnectionString().getDatabase());
        MongoMappingContext mapping = new MongoMappingContext();
        MongoCustomConversions conversions = new MongoCustomConversions(List.of());
        mapping.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        mapping.setInitialEntitySet(documents());
        mapping.afterPropertiesSet();
        MappingMongoConverter converter = new MappingMongoConverter(new DefaultDbRefResolver(database), mapping);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        mongo = new StoreConfiguration().mongoTemplate(store, database, converter, mapping);
    }

    private static Set<Class<?>> documents() throws ClassNotFoundException {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Document.class));
        Set<Class<?>> documents = new HashSet<>();
        for (BeanDefinition found : scanner.findCandidateComponents("dev.porchlight")) {
            documents.add(Class.forName(found.getBeanClassName()));
        }
        return documents;
    }

    public MongoOperations mongo() {
        return mongo;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        client.close();
        store.close();
    }
}
