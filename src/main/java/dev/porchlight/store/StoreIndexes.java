package dev.porchlight.store;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.data.mongodb.core.index.MongoPersistentEntityIndexResolver;
import org.springframework.data.mongodb.core.index.MongoPersistentEntityIndexResolver.IndexDefinitionHolder;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;

/**
 * Creates the indexes that documents are annotated with, in one command a collection. Spring Data would use one for each
 * index, with the timeout of an operation.
 */
final class StoreIndexes {

    /** An index on existing data takes long, and MongoDB aborts the build when the command times out. */
    private static final long BUILD_TIMEOUT_MINUTES = 60;

    private StoreIndexes() {}

    static void create(MongoDatabase database, MongoMappingContext documents) {
        // Fails within the timeout of an operation if there is no server.
        database.runCommand(new Document("ping", 1));
        MongoDatabase withBuildTimeout = database.withTimeout(BUILD_TIMEOUT_MINUTES, TimeUnit.MINUTES);
        byCollection(documents)
                .forEach((collection, indexes) -> withBuildTimeout.runCommand(new Document("createIndexes", collection)
                        .append("indexes", indexes)
                        .append("writeConcern", database.getWriteConcern().asDocument())));
    }

    private static Map<String, List<Document>> byCollection(MongoMappingContext documents) {
        MongoPersistentEntityIndexResolver resolver = new MongoPersistentEntityIndexResolver(documents);
        Map<String, List<Document>> indexes = new LinkedHashMap<>();
        for (MongoPersistentEntity<?> entity : documents.getPersistentEntities()) {
            if (entity.isAnnotationPresent(org.springframework.data.mongodb.core.mapping.Document.class)) {
                for (IndexDefinitionHolder index : resolver.resolveIndexFor(entity.getTypeInformation())) {
                    Document options = new Document("key", index.getIndexKeys());
                    options.putAll(index.getIndexOptions());
                    indexes.computeIfAbsent(index.getCollection(), collection -> new ArrayList<>())
                            .add(options);
                }
            }
        }
        return indexes;
    }
}
