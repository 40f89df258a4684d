package dev.porchlight.store.embedded.bson;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** A compound index key on disk: the values of the index's fields in its order; not unique, {@code _id} comes last. */
public final class IndexKeyDataType extends BasicDataType<KeyValue> {

    public static final IndexKeyDataType INSTANCE = new IndexKeyDataType();

    private IndexKeyDataType() {}

    @Override
    public int getMemory(KeyValue key) {
        int sum = 64;
        for (Object value : key) {
            sum += 8 + BsonValueDataType.estimateMemory(value);
        }
        return sum;
    }

    @Override
    public int compare(KeyValue a, KeyValue b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int order = BsonComparisonOrder.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    @Override
    public void write(WriteBuffer buffer, KeyValue key) {
        BsonCodec.write(buffer, key);
    }

    @Override
    public KeyValue read(ByteBuffer buffer) {
        List<Object> values = new ArrayList<>(BsonCodec.read(buffer).values());
        return new KeyValue(values);
    }

    @Override
    public KeyValue[] createStorage(int size) {
        return new KeyValue[size];
    }
}
