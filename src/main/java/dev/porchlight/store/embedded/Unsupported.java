package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what the library would take and then ignore. */
final class Unsupported {

    private static final Set<String> ANYWHERE = Set.of("collation", "startTransaction", "autocommit", "txnNumber");
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

    private Unsupported() {}

    static void refuse(String command, Document query) {
        refuse(command, query, ANYWHERE);
        refuse(command, query, BY_COMMAND.getOrDefault(command, Set.of()));
        refusePipeline(query.get("update"));
        for (String statements : List.of("updates", "deletes")) {
            if (query.get(statements) instanceof List<?> list) {
                list.stream()
                        .filter(Document.class::isInstance)
                        .map(Document.class::cast)
                        .forEach(statement -> {
                            refuse(command, statement, ANYWHERE);
                            refusePipeline(statement.get("u"));
                        });
            }
        }
    }

    private static void refusePipeline(@Nullable Object update) {
        if (update instanceof List<?>) {
            throw refusal("an update by a pipeline");
        }
    }

    private static void refuse(String command, Document part, Set<String> options) {
        for (String option : options) {
            if (part.containsKey(option) && Utils.isTrue(part.get(option))) {
                throw refusal("'" + option + "' of " + command);
            }
        }
    }

    private static MongoServerError refusal(String what) {
        return new MongoServerError(115, "CommandNotSupported", "The embedded store does not support " + what);
    }
}
