package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejects options of commands that the library would silently ignore. */
final class UnsupportedOptions {

    private static final Set<String> IN_ANY_COMMAND =
            Set.of("collation", "startTransaction", "autocommit", "txnNumber");
    private static final Map<String, Set<String>> BY_COMMAND = Map.of(
            "find", Set.of("tailable", "awaitData", "min", "max", "returnKey", "showRecordId", "let"),
            "aggregate", Set.of("let", "explain"),
            "update", Set.of("let"),
            "delete", Set.of("let"),
            "findandmodify", Set.of("let"),
            "create",
                    Set.of(
                            "capped",
                            "validator",
                            "viewOn",
                            "timeseries",
                            "expireAfterSeconds",
                            "clusteredIndex",
                            "changeStreamPreAndPostImages"));

    private UnsupportedOptions() {}

    /** @throws MongoServerError with code 115 if the command has such an option */
    static void reject(String command, Document query) {
        reject(command, query, IN_ANY_COMMAND);
        reject(command, query, BY_COMMAND.getOrDefault(command, Set.of()));
        rejectPipeline(query.get("update"));
        for (String statements : List.of("updates", "deletes")) {
            if (query.get(statements) instanceof List<?> list) {
                list.stream()
                        .filter(Document.class::isInstance)
                        .map(Document.class::cast)
                        .forEach(statement -> {
                            reject(command, statement, IN_ANY_COMMAND);
                            rejectPipeline(statement.get("u"));
                        });
            }
        }
    }

    private static void rejectPipeline(@Nullable Object update) {
        if (update instanceof List<?>) {
            throw notSupported("an update by a pipeline");
        }
    }

    private static void reject(String command, Document part, Set<String> options) {
        for (String option : options) {
            if (part.containsKey(option) && Utils.isTrue(part.get(option))) {
                throw notSupported("'" + option + "' of " + command);
            }
        }
    }

    private static MongoServerError notSupported(String what) {
        return new MongoServerError(115, "CommandNotSupported", "The embedded store does not support " + what);
    }
}
