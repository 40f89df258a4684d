package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the statements of an update command one at a time: the library does not stop an ordered command at an error. */
final class UpdateStatements {

    private UpdateStatements() {}

    static Document run(Document command, UnaryOperator<Document> runStatement) {
        int matched = 0;
        int modified = 0;
        List<Document> upserted = new ArrayList<>();
        List<Document> errors = new ArrayList<>();
        boolean ordered = Utils.isTrue(command.getOrDefault("ordered", true));
        List<?> updates = (List<?>) Objects.requireNonNull(command.get("updates"));
        for (int i = 0; i < updates.size() && (errors.isEmpty() || !ordered); i++) {
            Document single = command.clone();
            single.put("updates", List.of(updates.get(i)));
            Document result = runStatement.apply(single);
            matched += ((Number) Objects.requireNonNull(result.get("n"))).intValue();
            modified += ((Number) Objects.requireNonNull(result.get("nModified"))).intValue();
            addWithIndex(upserted, result.get("upserted"), i);
            addWithIndex(errors, result.get("writeErrors"), i);
        }
        Document reply = new Document("n", matched).append("nModified", modified);
        if (!upserted.isEmpty()) {
            reply.put("upserted", upserted);
        }
        if (!errors.isEmpty()) {
            reply.put("writeErrors", errors);
        }
        Utils.markOkay(reply);
        return reply;
    }

    private static void addWithIndex(List<Document> target, @Nullable Object source, int index) {
        if (source instanceof Iterable<?> documents) {
            documents.forEach(each -> {
                Document document = ((Document) each).clone();
                document.put("index", index);
                target.add(document);
            });
        }
    }
}
