package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/** How keys look on disk. H2's own object type is not safe among threads. */
final class Types {

    private Types() {}

    /** A rough size in memory, in bytes, for the bounds of the page cache. */
    private static int memory(@Nullable Object value) {
        if (value instanceof String s) {
            return 56 + s.length();
        }
        if (value instanceof Map<?, ?> map) {
            int sum = 64;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += 48 + memory(entry.getKey()) + memory(entry.getValue());
            }
            return sum;
        }
        if (value instanceof Collection<?> values) {
            int sum = 40;
            for (Object each : values) {
                sum += 8 + memory(each);
            }
            return sum;
        }
        return 40;
    }

    /** One value, the {@code _id} of a document. */
    static final class ValueType extends BasicDataType<Object> {

        static final ValueType INSTANCE = new ValueType();

        @Override
        public int getMemory(Object value) {
            return memory(value);
        }

        @Override
        public int compare(Object a, Object b) {
            return ValueOrder.compare(a, b);
        }

        @Override
        public void write(WriteBuffer buffer, Object value) {
            buffer.put(Bson.encode(new Document("v", value instanceof Missing ? null : value)));
        }

        @Override
        public Object read(ByteBuffer buffer) {
            return Missing.ofNullable(Bson.decode(buffer).get("v"));
        }

        @Override
        public Object[] createStorage(int size) {
            return new Object[size];
        }
    }

    /** The values of an index's fields, in its order; in an index that is not unique the {@code _id} comes last. */
    static final class KeyType extends BasicDataType<KeyValue> {

        static final KeyType INSTANCE = new KeyType();

        @Override
        public int getMemory(KeyValue key) {
            int sum = 64;
            for (Object value : key) {
                sum += 8 + memory(value);
            }
            return sum;
        }

        @Override
        public int compare(KeyValue a, KeyValue b) {
            int common = Math.min(a.size(), b.size());
            for (int i = 0; i < common; i++) {
                int order = ValueOrder.compare(a.get(i), b.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        }

        @Override
        public void write(WriteBuffer buffer, KeyValue key) {
            Document document = new Document();
            for (int i = 0; i < key.size(); i++) {
                document.put(Integer.toString(i), key.get(i));
            }
            buffer.put(Bson.encode(document));
        }

        @Override
        public KeyValue read(ByteBuffer buffer) {
            List<Object> values = new ArrayList<>(Bson.decode(buffer).values());
            return new KeyValue(values);
        }

        @Override
        public KeyValue[] createStorage(int size) {
            return new KeyValue[size];
        }
    }
}
