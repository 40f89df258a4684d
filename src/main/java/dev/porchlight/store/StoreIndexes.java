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

/** Makes the indexes that documents are annotated with. */
final class StoreIndexes {

    /** On old data an index takes its time; an operation's few seconds would undo it at every start. */
    private static final long PATIENCE_MINUTES = 60;

    private StoreIndexes() {}

    static void create(MongoDatabase database, MongoMappingContext documents) {
        // Whether anybody is there at all must not take as long.
        database.runCommand(new Document("ping", 1));
        MongoDatabase patient = database.withTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES);
        byCollection(documents)
                .forEach((collection, indexes) -> patient.runCommand(new Document("createIndexes", collection)
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
