package dev.porchlight.store.embedded.bson;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** Documents to BSON bytes and back. Bytes are immutable in the page cache, and their size is known exactly. */
public final class BsonCodec {

    private static final int BUFFER_BYTES = 256;

    /** The first positions in a key as names of fields; no index of ours has more. */
    private static final List<byte[]> POSITIONS =
            IntStream.range(0, 10).mapToObj(i -> cString(Integer.toString(i))).toList();

    private static final byte STRING = 2;
    private static final byte OBJECT_ID = 7;
    private static final byte DATE_TIME = 9;
    private static final byte INT64 = 18;

    private BsonCodec() {}

    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(BUFFER_BYTES);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** A name of a field, with the zero that ends it. */
    static byte[] cString(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a document of one field, without making one.
     *
     * @param field as {@link #cString(String)}
     */
    static void write(WriteBuffer target, byte[] field, @Nullable Object value) {
        int start = begin(target);
        put(target, field, value);
        end(target, start);
    }

    /** Writes a document whose fields are the positions of the values, likewise. */
    static void write(WriteBuffer target, KeyValue key) {
        int start = begin(target);
        for (int i = 0; i < key.size(); i++) {
            put(target, i < POSITIONS.size() ? POSITIONS.get(i) : cString(Integer.toString(i)), key.get(i));
        }
        end(target, start);
    }

    private static int begin(WriteBuffer target) {
        int start = target.position();
        target.putInt(0);
        return start;
    }

    /** A commit writes all keys of each page that was changed, many thousands a second: the usual types go straight in. */
    private static void put(WriteBuffer target, byte[] field, @Nullable Object value) {
        if (value instanceof ObjectId id) {
            target.put(OBJECT_ID).put(field);
            target.put(id.toByteArray());
        } else if (value instanceof Long number) {
            target.put(INT64).put(field);
            target.putLong(Long.reverseBytes(number));
        } else if (value instanceof Instant time) {
            target.put(DATE_TIME).put(field);
            target.putLong(Long.reverseBytes(time.toEpochMilli()));
        } else if (value instanceof String text) {
            target.put(STRING).put(field);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            target.putInt(Integer.reverseBytes(utf8.length + 1));
            target.put(utf8).put((byte) 0);
        } else {
            byte type = BsonEncoder.determineType(value);
            target.put(type).put(field);
            ByteBuf encoded = Unpooled.buffer(BUFFER_BYTES);
            BsonEncoder.encodeValue(type, value, encoded);
            target.put(encoded.array(), encoded.arrayOffset(), encoded.readableBytes());
        }
    }

    private static void end(WriteBuffer target, int start) {
        target.put((byte) 0);
        target.putInt(start, Integer.reverseBytes(target.position() - start));
    }

    /**
     * Encodes a document that a client wants stored.
     *
     * @throws MongoServerError with code 10334 if it is larger than 16 MB, MongoDB's limit
     */
    public static byte[] encodeWithinLimit(Document document) {
        byte[] bytes = encode(document);
        if (bytes.length > BsonConstants.MAX_BSON_OBJECT_SIZE) {
            throw new MongoServerError(
                    10334,
                    "BSONObjectTooLarge",
                    "BSONObj size: " + bytes.length + " is invalid. Size must be at most "
                            + BsonConstants.MAX_BSON_OBJECT_SIZE);
        }
        return bytes;
    }

    public static Document decode(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }

    /** Reads one document at the buffer's position, and moves the position behind it. */
    static Document read(ByteBuffer buffer) {
        int length = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt();
        return decode(bytes(buffer, length));
    }

    /** Reads so many bytes, as a file says that may be damaged. */
    static byte[] bytes(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalStateException("a document ends behind its page");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
