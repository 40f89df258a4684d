package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the statements of an update command one by one: the library goes on after an error even if they are ordered. */
final class OneByOne {

    private OneByOne() {}

    static Document update(Document command, UnaryOperator<Document> run) {
        int matched = 0;
        int modified = 0;
        List<Document> upserted = new ArrayList<>();
        List<Document> errors = new ArrayList<>();
        boolean ordered = Utils.isTrue(command.getOrDefault("ordered", true));
        List<?> updates = (List<?>) Objects.requireNonNull(command.get("updates"));
        for (int i = 0; i < updates.size() && (errors.isEmpty() || !ordered); i++) {
            Document one = command.clone();
            one.put("updates", List.of(updates.get(i)));
            Document result = run.apply(one);
            matched += ((Number) Objects.requireNonNull(result.get("n"))).intValue();
            modified += ((Number) Objects.requireNonNull(result.get("nModified"))).intValue();
            moveInto(upserted, result.get("upserted"), i);
            moveInto(errors, result.get("writeErrors"), i);
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

    private static void moveInto(List<Document> all, @Nullable Object some, int index) {
        if (some instanceof Iterable<?> documents) {
            documents.forEach(each -> {
                Document document = ((Document) each).clone();
                document.put("index", index);
                all.add(document);
            });
        }
    }
}
