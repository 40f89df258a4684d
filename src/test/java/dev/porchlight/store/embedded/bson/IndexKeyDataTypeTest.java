package dev.porchlight.store.embedded.bson;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and values on disk are BSON documents, as earlier versions wrote them by the library. */
class IndexKeyDataTypeTest {

    static Stream<List<@Nullable Object>> values() {
        return Stream.of(
                List.of(new ObjectId(), 5L, new ObjectId()),
                List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L),
                List.of("", "text", "\u00e4 \u20ac \ud83d\ude00"),
                Arrays.asList(
                        null,
                        true,
                        7,
                        1.5,
                        Instant.ofEpochMilli(-1_234_567),
                        Instant.ofEpochMilli(1_893_456_000_123L),
                        new Document("a", List.of(1, "b"))),
                List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, "eleven"),
                List.of("long".repeat(10_000), new Document("text", "long".repeat(10_000))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_key_is_a_document_with_the_positions_as_names(List<@Nullable Object> values) {
        Document expected = new Document();
        for (int i = 0; i < values.size(); i++) {
            expected.put(Integer.toString(i), values.get(i));
        }
        WriteBuffer buffer = offset();

        IndexKeyDataType.INSTANCE.write(buffer, new KeyValue(values));

        ByteBuffer written = from(buffer);
        assertThat(bytes(written)).isEqualTo(BsonCodec.encode(expected));
        assertThat(IndexKeyDataType.INSTANCE.read(written)).isEqualTo(new KeyValue(values));
        assertThat(written.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_value_is_a_document_of_one_field(List<@Nullable Object> values) {
        for (Object value : values) {
            if (value != null) {
                WriteBuffer buffer = offset();

                BsonValueDataType.INSTANCE.write(buffer, value);

                ByteBuffer written = from(buffer);
                assertThat(bytes(written)).isEqualTo(BsonCodec.encode(new Document("v", value)));
                assertThat(BsonValueDataType.INSTANCE.read(written)).isEqualTo(value);
            }
        }
    }

    /** A page is written behind others. */
    private static WriteBuffer offset() {
        return new WriteBuffer().putLong(42);
    }

    private static ByteBuffer from(WriteBuffer buffer) {
        ByteBuffer written = buffer.getBuffer().duplicate();
        written.flip();
        written.position(Long.BYTES);
        return written;
    }

    private static byte[] bytes(ByteBuffer written) {
        byte[] bytes = new byte[written.remaining()];
        written.duplicate().get(bytes);
        return bytes;
    }
}
