package dev.porchlight.command;

import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nor;

import com.mongodb.client.MongoDatabase;
import dev.porchlight.token.key.SigningKeyCopy;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** Copies all collections of a database but the signing keys, and reads them back. */
@RequiredArgsConstructor
final class DatabaseCopy {

    /** Documents that expire within this time are not copied: they may expire between copy and comparison. */
    private static final Duration EXPIRY_MARGIN = Duration.ofHours(1);

    /** MongoDB's own collections begin so. */
    private static final String SYSTEM = "system.";

    private final MongoDatabase source;
    private final MongoDatabase target;
    private final Clock clock;

    /** As {@link CollectionCopy#requireTargetIsSubsetOfSource}, of each collection. */
    void requireTargetIsSubsetOfSource() {
        collections().forEach(CollectionCopy::requireTargetIsSubsetOfSource);
    }

    /** Prints how much it has copied. */
    void run(PrintWriter out) {
        for (CollectionCopy copy : collections()) {
            out.println(copy.name() + ": " + copy.copy() + " copied and read back.");
        }
    }

    private List<CollectionCopy> collections() {
        return source.listCollectionNames().into(new ArrayList<>()).stream()
                .filter(name -> !name.startsWith(SYSTEM) && !name.equals(SigningKeyCopy.COLLECTION))
                .map(name -> new CollectionCopy(
                        source.getCollection(name, BsonDocument.class),
                        target.getCollection(name, BsonDocument.class),
                        notExpiring()))
                .toList();
    }

    private Bson notExpiring() {
        return nor(lte("expiresAt", Date.from(clock.instant().plus(EXPIRY_MARGIN))));
    }
}
