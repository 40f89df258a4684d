package dev.porchlight.store.embedded.bson;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** Documents to BSON bytes and back. Bytes are immutable in the page cache, and their size is known exactly. */
public final class BsonCodec {

    private static final int BUFFER_BYTES = 256;
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    /** A commit writes all keys and values of each page that was changed: many thousands a second. */
    private static final ThreadLocal<ByteBuf> BUFFER = ThreadLocal.withInitial(() -> Unpooled.buffer(BUFFER_BYTES));

    private BsonCodec() {}

    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(BUFFER_BYTES);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** Writes a document of one field, without making one. */
    static void write(WriteBuffer target, String field, @Nullable Object value) {
        ByteBuf buffer = begin();
        put(buffer, field, value);
        end(buffer, target);
    }

    /** Writes a document whose fields are the positions of the values, likewise. */
    static void write(WriteBuffer target, KeyValue key) {
        ByteBuf buffer = begin();
        for (int i = 0; i < key.size(); i++) {
            put(buffer, Integer.toString(i), key.get(i));
        }
        end(buffer, target);
    }

    private static ByteBuf begin() {
        return BUFFER.get().clear().writeIntLE(0);
    }

    private static void put(ByteBuf buffer, String field, @Nullable Object value) {
        byte type = BsonEncoder.determineType(value);
        buffer.writeByte(type);
        ByteBufUtil.writeAscii(buffer, field);
        buffer.writeByte(0);
        BsonEncoder.encodeValue(type, value, buffer);
    }

    private static void end(ByteBuf buffer, WriteBuffer target) {
        buffer.writeByte(0);
        buffer.setIntLE(0, buffer.readableBytes());
        target.put(buffer.array(), buffer.arrayOffset(), buffer.readableBytes());
        if (buffer.capacity() > MAX_KEPT_BYTES) {
            BUFFER.remove();
        }
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
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return decode(bytes);
    }
}
