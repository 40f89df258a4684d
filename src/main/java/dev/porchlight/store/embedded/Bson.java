package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Documents to bytes and back. Stored as bytes they cannot be changed by accident and weigh what they weigh. */
final class Bson {

    static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    private Bson() {}

    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(256);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** Encodes a document that somebody wants stored; refuses one that MongoDB would refuse. */
    static byte[] encodeStorable(Document document) {
        byte[] bytes = encode(document);
        if (bytes.length > MAX_DOCUMENT_BYTES) {
            throw new MongoServerError(
                    10334,
                    "BSONObjectTooLarge",
                    "BSONObj size: " + bytes.length + " is invalid. Size must be at most " + MAX_DOCUMENT_BYTES);
        }
        return bytes;
    }

    static Document decode(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }

    /** Reads one document from where the buffer stands. */
    static Document decode(ByteBuffer buffer) {
        int length = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return decode(bytes);
    }
}
