package dev.porchlight.store.embedded.bson;

import de.bwaldvogel.mongo.backend.Missing;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/** One BSON value on disk, such as the {@code _id} of a document. H2's own type for objects is not thread-safe. */
public final class BsonValueDataType extends BasicDataType<Object> {

    public static final BsonValueDataType INSTANCE = new BsonValueDataType();

    private static final String FIELD = "v";
    private static final byte[] FIELD_NAME = BsonCodec.cString(FIELD);

    private BsonValueDataType() {}

    @Override
    public int getMemory(Object value) {
        return estimateMemory(value);
    }

    /** Roughly, in bytes of heap; MVStore bounds its page cache by it. */
    static int estimateMemory(@Nullable Object value) {
        if (value instanceof String s) {
            return 56 + s.length();
        }
        if (value instanceof Map<?, ?> map) {
            int sum = 64;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += 48 + estimateMemory(entry.getKey()) + estimateMemory(entry.getValue());
            }
            return sum;
        }
        if (value instanceof Collection<?> values) {
            int sum = 40;
            for (Object each : values) {
                sum += 8 + estimateMemory(each);
            }
            return sum;
        }
        return 40;
    }

    @Override
    public int compare(Object a, Object b) {
        return BsonComparisonOrder.compare(a, b);
    }

    @Override
    public void write(WriteBuffer buffer, Object value) {
        BsonCodec.write(buffer, FIELD_NAME, value instanceof Missing ? null : value);
    }

    @Override
    public Object read(ByteBuffer buffer) {
        return Missing.ofNullable(BsonCodec.read(buffer).get(FIELD));
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }
}
