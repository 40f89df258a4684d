package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/** A stored document and where it is; decoded when first looked at, and private to whoever holds it. */
final class Row {

    private final Object position;
    private final byte[] bytes;
    private @Nullable Document document;

    Row(Object position, byte[] bytes) {
        this.position = position;
        this.bytes = bytes;
    }

    Object position() {
        return position;
    }

    byte[] bytes() {
        return bytes;
    }

    Document document() {
        if (document == null) {
            document = Bson.decode(bytes);
        }
        return document;
    }
}
