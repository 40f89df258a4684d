package dev.porchlight.testing.commands;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** A command without what differs from one to the next: types in the place of values, one element of each list. */
final class CommandShape {

    private static final Set<String> LITERAL = Set.of(
            "writeConcern",
            "readConcern",
            "sort",
            "projection",
            "key",
            "name",
            "unique",
            "expireAfterSeconds",
            "upsert");

    /** As JSON: each of the few is in most commands, and takes longer to write than all the rest. */
    private static final Map<BsonDocument, String> LITERALS = new ConcurrentHashMap<>();

    private CommandShape() {}

    static String of(BsonDocument command) {
        String name = command.getFirstKey();
        String collection = command.isString(name) ? command.getString(name).getValue() : "";
        return name + " " + collection + " " + shape(command, Set.of(name, "$db"));
    }

    private static String shape(String key, BsonValue value) {
        if (LITERAL.contains(key)) {
            return value.isDocument()
                    ? LITERALS.computeIfAbsent(value.asDocument(), BsonDocument::toJson)
                    : CommandCheck.plain(value);
        }
        if (value.isDocument()) {
            return shape(value.asDocument(), Set.of());
        }
        if (value.isArray()) {
            Set<String> shapes = new LinkedHashSet<>();
            value.asArray().forEach(element -> shapes.add(shape(key, element)));
            return "[" + String.join(", ", shapes) + "]";
        }
        return value.getBsonType().toString();
    }

    private static String shape(BsonDocument document, Set<String> without) {
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        document.forEach((key, value) -> {
            if (!without.contains(key)) {
                fields.add(key + ": " + shape(key, value));
            }
        });
        return fields.toString();
    }
}
