package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.bson.BsonCodec;
import org.jspecify.annotations.Nullable;

/** A document as it is stored, and its position. Decoded on first access. Not thread-safe. */
public final class StoredDocument {

    private final Object position;
    private final byte[] bytes;
    private @Nullable Document document;

    public StoredDocument(Object position, byte[] bytes) {
        this.position = position;
        this.bytes = bytes;
    }

    /** The key in the map of documents: the {@code _id}. */
    public Object position() {
        return position;
    }

    /** Size in bytes of BSON. */
    public int size() {
        return bytes.length;
    }

    /** A copy of its own: changing it does not change what is stored. */
    public Document document() {
        if (document == null) {
            document = BsonCodec.decode(bytes);
        }
        return document;
    }
}
