package dev.porchlight.chat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.SampleChats;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.MongoPersistentEntityIndexResolver;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.core.query.Query;

/** The exact documents: data stored by an earlier version must be read, and an earlier version may come back. */
class StoredFormTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private static final String DATE = "{\"$date\": \"2030-01-01T00:00:00.123Z\"}";
    private static final String FULL_MESSAGE =
            "\"_id\": " + id(1) + ", \"chatId\": " + id(2) + ", \"seq\": 3, \"from\": "
                    + id(4) + ", \"role\": \"GUEST\", \"message\": \"hello\", \"sentAt\": " + DATE
                    + ", \"clientMessageId\": \"idempotency-key\"";
    private static final String BARE_MESSAGE = "\"_id\": " + id(1) + ", \"chatId\": " + id(2)
            + ", \"seq\": 3, \"from\": " + id(5) + ", \"role\": \"OWNER\", \"message\": \"hi\", \"sentAt\": " + DATE;
    private static final String FULL_CHAT = "\"_id\": " + id(2) + ", \"ownerId\": " + id(5) + ", \"guestId\": " + id(4)
            + ", \"domain\": \"shop.example\","
            + " \"guest\": {\"name\": \"Ada\", \"email\": \"ada@example.com\", \"verified\": true},"
            + " \"visit\": {\"page\": \"https://shop.example/p\", \"referrer\": \"https://search.example\","
            + " \"locale\": \"en\", \"device\": \"Firefox on Android\", \"origin\": \"https://shop.example\"},"
            + " \"createdAt\": " + DATE + ", \"revision\": 7, \"updatedAt\": " + DATE + ", \"status\": \"WAITING\","
            + " \"lastSeq\": 3, \"lastMessage\": {\"_id\": " + id(1) + ", \"seq\": 3, \"from\": " + id(4)
            + ", \"role\": \"GUEST\", \"message\": \"hello\", \"sentAt\": " + DATE + "}, \"lastActivityAt\": " + DATE
            + ", \"waitingSince\": " + DATE + ", \"ownerReadSeq\": 1, \"guestReadSeq\": 2, \"bannedAt\": " + DATE
            + ", \"rating\": {\"value\": \"GOOD\", \"comment\": \"nice\", \"ratedAt\": " + DATE + "}";
    private static final String BARE_CHAT = "\"_id\": " + id(2) + ", \"ownerId\": " + id(5) + ", \"guestId\": " + id(4)
            + ", \"domain\": \"shop.example\", \"guest\": {\"verified\": false}, \"createdAt\": " + DATE
            + ", \"revision\": 0, \"updatedAt\": " + DATE + ", \"status\": \"ACTIVE\", \"lastSeq\": 0,"
            + " \"lastActivityAt\": " + DATE + ", \"ownerReadSeq\": 0, \"guestReadSeq\": 0";
    private static final String TOMBSTONE = "\"_id\": " + id(2) + ", \"guestId\": " + id(4) + ", \"updatedAt\": " + DATE
            + ", \"sweepAt\": " + DATE + ", \"expiresAt\": " + DATE;

    private final MongoOperations mongo = STORE.mongo();

    static Stream<Arguments> documents() {
        Instant time = Instant.parse("2030-01-01T00:00:00.123Z");
        return Stream.of(
                arguments(SampleChats.FULL_MESSAGE, FULL_MESSAGE),
                arguments(SampleChats.BARE_MESSAGE, BARE_MESSAGE),
                arguments(SampleChats.FULL_CHAT, FULL_CHAT),
                arguments(SampleChats.BARE_CHAT, BARE_CHAT),
                arguments(new Tombstone(SampleChats.id(2), SampleChats.id(4), time, time, time), TOMBSTONE));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void each_document_has_exactly_these_fields(Object document, String fields) {
        Document stored = new Document();
        mongo.getConverter().write(document, stored);

        stored.remove("_class");
        assertThat(stored.toJson()).isEqualTo("{" + fields + "}");
    }

    /** Classes moved: the name that an earlier version stored with a document is none any more. */
    @ParameterizedTest
    @MethodSource("documents")
    void documents_of_an_earlier_version_are_read(Object document, String fields) {
        Document stored = Document.parse("{" + fields + ", \"_class\": \"dev.porchlight.chat."
                + document.getClass().getSimpleName() + "\"}");

        assertThat((Object) mongo.getConverter().read(document.getClass(), stored))
                .isEqualTo(document);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void the_codec_of_messages_writes_and_reads_what_spring_data_does(Message message) {
        mongo.remove(new Query(), Message.class);
        MessageCodec.messages(mongo).insertOne(message);
        Document written = mongo.getCollection("messages").find().first();
        Document expected = new Document();
        mongo.getConverter().write(message, expected);

        assertThat(written).isNotNull();
        assertThat(written.toJson()).isEqualTo(expected.toJson());
        assertThat(MessageCodec.messages(mongo).find().first()).isEqualTo(message);
        assertThat(mongo.findOne(new Query(), Message.class)).isEqualTo(message);
    }

    static Stream<Message> messages() {
        return Stream.of(SampleChats.FULL_MESSAGE, SampleChats.BARE_MESSAGE);
    }

    @Test
    void the_codec_of_messages_skips_fields_that_it_does_not_know() {
        mongo.remove(new Query(), Message.class);
        mongo.getCollection("messages")
                .insertOne(Document.parse("{" + FULL_MESSAGE + ", \"later\": {\"a\": [1, \"b\"]}}"));

        assertThat(MessageCodec.messages(mongo).find().first()).isEqualTo(SampleChats.FULL_MESSAGE);
    }

    @Test
    void the_indexes_have_these_names() {
        MongoPersistentEntityIndexResolver indexes = new MongoPersistentEntityIndexResolver(
                (MongoMappingContext) mongo.getConverter().getMappingContext());

        assertThat(Stream.of(Chat.class, Message.class, Tombstone.class)
                        .flatMap(type -> StreamSupport.stream(
                                indexes.resolveIndexFor(type).spliterator(), false))
                        .map(index -> index.getIndexOptions().getString("name") + " "
                                + index.getIndexKeys().toJson()))
                .containsExactly(
                        "owner_status_activity {\"ownerId\": 1, \"status\": 1, \"lastActivityAt\": -1, \"_id\": -1}",
                        "owner_id {\"ownerId\": 1, \"_id\": 1}",
                        "owner_updated {\"ownerId\": 1, \"updatedAt\": 1, \"_id\": 1}",
                        "guestId {\"guestId\": 1}",
                        "chat_seq {\"chatId\": 1, \"seq\": 1}",
                        "chat_clientMessageId {\"chatId\": 1, \"clientMessageId\": 1}",
                        "sweepAt {\"sweepAt\": 1}",
                        "expiresAt {\"expiresAt\": 1}");
    }

    private static String id(int number) {
        return "{\"$oid\": \"" + SampleChats.id(number) + "\"}";
    }
}
