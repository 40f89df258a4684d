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
import org.jspecify.annotations.Nullable;

/** Documents to BSON bytes and back. Bytes are immutable in the page cache, and their size is known exactly. */
public final class BsonCodec {

    private BsonCodec() {}

    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(256);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** As a document of one field, without making one: a page has many keys and values. */
    static ByteBuffer encode(String field, @Nullable Object value) {
        ByteBuf buffer = begin();
        put(buffer, field, value);
        return end(buffer);
    }

    /** As a document whose fields are the positions of the values, likewise. */
    static ByteBuffer encode(KeyValue key) {
        ByteBuf buffer = begin();
        for (int i = 0; i < key.size(); i++) {
            put(buffer, Integer.toString(i), key.get(i));
        }
        return end(buffer);
    }

    private static ByteBuf begin() {
        return Unpooled.buffer(128).writeIntLE(0);
    }

    private static void put(ByteBuf buffer, String field, @Nullable Object value) {
        byte type = BsonEncoder.determineType(value);
        buffer.writeByte(type);
        ByteBufUtil.writeAscii(buffer, field);
        buffer.writeByte(0);
        BsonEncoder.encodeValue(type, value, buffer);
    }

    private static ByteBuffer end(ByteBuf buffer) {
        buffer.writeByte(0);
        buffer.setIntLE(0, buffer.readableBytes());
        return buffer.nioBuffer();
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
