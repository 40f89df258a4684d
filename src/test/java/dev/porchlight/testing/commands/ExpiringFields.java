package dev.porchlight.testing.commands;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Fields whose documents a TTL index removes: MongoDB does so only by a date, and only by an index on one field.
 *
 * @see <a href="https://www.mongodb.com/docs/v8.0/core/index-ttl/">TTL indexes</a>
 */
final class ExpiringFields {

    private final Map<String, Set<String>> fieldsByCollection = new ConcurrentHashMap<>();

    List<String> problems(BsonDocument command) {
        String name = command.getFirstKey();
        return switch (name) {
            case "createIndexes" -> learn(command);
            case "insert" ->
                documents(command, "documents")
                        .flatMap(document -> notDates(command, document))
                        .toList();
            case "update" ->
                documents(command, "updates")
                        .map(statement -> statement.get("u"))
                        .filter(BsonValue::isDocument)
                        .flatMap(update -> update.asDocument().entrySet().stream())
                        .filter(part -> !part.getKey().equals("$unset"))
                        .map(Map.Entry::getValue)
                        .filter(BsonValue::isDocument)
                        .flatMap(fields -> notDates(command, fields.asDocument()))
                        .toList();
            default -> List.of();
        };
    }

    private List<String> learn(BsonDocument command) {
        return documents(command, "indexes")
                .filter(index -> index.containsKey("expireAfterSeconds"))
                .filter(index -> {
                    Set<String> keys = index.getDocument("key").keySet();
                    fieldsByCollection
                            .computeIfAbsent(collection(command), unknown -> ConcurrentHashMap.newKeySet())
                            .addAll(keys);
                    return keys.size() != 1;
                })
                .map(index -> "createIndexes.indexes.expireAfterSeconds needs an index on one field")
                .toList();
    }

    private Stream<String> notDates(BsonDocument command, BsonDocument document) {
        return fieldsByCollection.getOrDefault(collection(command), Set.of()).stream()
                .filter(field -> document.containsKey(field) && !document.isDateTime(field))
                .map(field -> collection(command) + "." + field + " expires, but is no date");
    }

    private static Stream<BsonDocument> documents(BsonDocument command, String field) {
        return command.getArray(field, new BsonArray()).stream().map(BsonValue::asDocument);
    }

    private static String collection(BsonDocument command) {
        return command.getString(command.getFirstKey()).getValue();
    }
}
