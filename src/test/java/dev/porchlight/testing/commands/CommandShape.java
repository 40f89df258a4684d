package dev.porchlight.testing.commands;

import java.util.Set;
import java.util.stream.Collectors;
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

    private CommandShape() {}

    static String of(BsonDocument command) {
        String name = command.getFirstKey();
        return name + " " + (command.isString(name) ? command.getString(name).getValue() : "") + " "
                + command.entrySet().stream()
                        .filter(field ->
                                !field.getKey().equals(name) && !field.getKey().equals("$db"))
                        .map(field -> field.getKey() + ": " + shape(field.getKey(), field.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String shape(String key, BsonValue value) {
        if (LITERAL.contains(key)) {
            return value.isDocument() ? value.asDocument().toJson() : CommandCheck.plain(value);
        }
        if (value.isDocument()) {
            return value.asDocument().entrySet().stream()
                    .map(field -> field.getKey() + ": " + shape(field.getKey(), field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return value.asArray().stream()
                    .map(element -> shape(key, element))
                    .distinct()
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return value.getBsonType().toString();
    }
}
