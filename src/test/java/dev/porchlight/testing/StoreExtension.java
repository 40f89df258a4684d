package dev.porchlight.testing;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.embedded.EmbeddedStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
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

    private EmbeddedStore embedded;
    private MongoClient client;
    private MongoTemplate mongo;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        String uri = System.getenv("MONGODB_URI");
        if (uri == null) {
            Path folder = Files.createTempDirectory("porchlight-store");
            embedded = EmbeddedStore.open(EmbeddedStore.Options.of(folder));
            uri = embedded.connectionString();
        }
        client = MongoClients.create(uri);
        SimpleMongoClientDatabaseFactory database =
                new SimpleMongoClientDatabaseFactory(client, "test-" + UUID.randomUUID());
        MongoMappingContext mapping = new MongoMappingContext();
        MongoCustomConversions conversions = new MongoCustomConversions(List.of());
        mapping.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        mapping.setAutoIndexCreation(true);
        mapping.setInitialEntitySet(documents());
        mapping.afterPropertiesSet();
        MappingMongoConverter converter = new MappingMongoConverter(new DefaultDbRefResolver(database), mapping);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        mongo = new MongoTemplate(database, converter);
    }

    /** All at once, as the application does, and not each at the first insert, when several may race. */
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
        mongo.getDb().drop();
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
