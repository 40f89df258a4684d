package dev.porchlight.store.embedded.bson;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The BSON of a document on disk. H2's own type for bytes would allocate as many as a damaged length says. */
public final class DocumentDataType extends BasicDataType<byte[]> {

    public static final DocumentDataType INSTANCE = new DocumentDataType();

    private DocumentDataType() {}

    @Override
    public int getMemory(byte[] document) {
        return document.length;
    }

    @Override
    public void write(WriteBuffer buffer, byte[] document) {
        buffer.putVarInt(document.length).put(document);
    }

    @Override
    public byte[] read(ByteBuffer buffer) {
        return BsonCodec.bytes(buffer, DataUtils.readVarInt(buffer));
    }

    @Override
    public byte[][] createStorage(int size) {
        return new byte[size][];
    }
}
