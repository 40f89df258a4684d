package dev.porchlight.chat.model;

import com.mongodb.client.MongoCollection;
import java.time.Instant;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.LongCodec;
import org.bson.codecs.configuration.CodecRegistries;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * A message to BSON and back, in the form that Spring Data gives it. Messages are the documents that are written and read
 * most, and reflection, a map and look-ups of codecs for each are a quarter of the garbage of an insert.
 */
final class MessageCodec implements Codec<Message> {

    /** Spring Data's, which nobody reads. */
    private static final String CLASS_FIELD = "_class";

    /** Of any numeric type: what another program wrote may have a shorter one. */
    private static final LongCodec SEQ = new LongCodec();

    private static final MessageCodec INSTANCE = new MessageCodec();

    private MessageCodec() {}

    /** The collection of messages, to be kept: its look-ups of codecs are remembered. */
    static MongoCollection<Message> messages(MongoOperations mongo) {
        MongoCollection<Document> collection = mongo.getCollection(mongo.getCollectionName(Message.class));
        return collection
                .withDocumentClass(Message.class)
                .withCodecRegistry(CodecRegistries.fromRegistries(
                        CodecRegistries.fromCodecs(INSTANCE), collection.getCodecRegistry()));
    }

    @Override
    public Class<Message> getEncoderClass() {
        return Message.class;
    }

    @Override
    public void encode(BsonWriter to, Message message, EncoderContext context) {
        to.writeStartDocument();
        to.writeObjectId("_id", message.id());
        to.writeObjectId("chatId", message.chatId());
        to.writeInt64("seq", message.seq());
        to.writeObjectId("from", message.from());
        to.writeString("role", message.role().name());
        to.writeString("message", message.message());
        to.writeDateTime("sentAt", message.sentAt().toEpochMilli());
        if (message.clientMessageId() != null) {
            to.writeString("clientMessageId", message.clientMessageId());
        }
        to.writeString(CLASS_FIELD, Message.class.getName());
        to.writeEndDocument();
    }

    @Override
    public Message decode(BsonReader from, DecoderContext context) {
        Message.MessageBuilder message = Message.builder();
        from.readStartDocument();
        while (from.readBsonType() != BsonType.END_OF_DOCUMENT) {
            if (from.getCurrentBsonType() == BsonType.NULL) {
                from.skipName();
                from.skipValue();
                continue;
            }
            switch (from.readName()) {
                case "_id" -> message.id(from.readObjectId());
                case "chatId" -> message.chatId(from.readObjectId());
                case "seq" -> message.seq(SEQ.decode(from, context));
                case "from" -> message.from(from.readObjectId());
                case "role" -> message.role(Role.valueOf(from.readString()));
                case "message" -> message.message(from.readString());
                case "sentAt" -> message.sentAt(Instant.ofEpochMilli(from.readDateTime()));
                case "clientMessageId" -> message.clientMessageId(from.readString());
                default -> from.skipValue();
            }
        }
        from.readEndDocument();
        return message.build();
    }
}
