package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.Author;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.message.SentMessage;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.testing.ScriptedMongo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * The replies of a real mongod, which differ from the embedded store's, and what we make of them.
 *
 * @see <a href="https://www.mongodb.com/docs/v8.0/reference/command/insert/">Their form</a>
 */
class StoreErrorsTest {

    private static final ScriptedMongo STANDALONE = ScriptedMongo.standalone();
    private static final ScriptedMongo REPLICA_SET = ScriptedMongo.replicaSet();

    @RegisterExtension
    static final StoreExtension STANDALONE_STORE = new StoreExtension(STANDALONE.uri());

    @RegisterExtension
    static final StoreExtension REPLICATED_STORE = new StoreExtension(REPLICA_SET.uri());

    private static final String NONE_FOUND =
            "{cursor: {id: NumberLong(0), ns: 'porchlight.messages', firstBatch: []}, ok: 1}";
    private static final String DUPLICATE = "{index: 0, code: 11000, errmsg: 'E11000 duplicate key error collection:"
            + " porchlight.messages index: chat_clientMessageId dup key: { chatId: 1, clientMessageId: \"x\" }',"
            + " keyPattern: {chatId: 1, clientMessageId: 1}, keyValue: {chatId: 1, clientMessageId: 'x'}}";

    private final Author guest = new Author(new ObjectId(), Role.GUEST, new ObjectId());
    private final MessageLog log = new MessageLog(new MessageRepository(STANDALONE_STORE.mongo()), Clock.systemUTC());

    @BeforeEach
    void storeIsEmpty() {
        STANDALONE.script(inserting("{n: 1, ok: 1}", NONE_FOUND));
        REPLICA_SET.script(inserting("{n: 1, ok: 1}", NONE_FOUND));
    }

    @AfterAll
    static void close() {
        STANDALONE.close();
        REPLICA_SET.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{n: 0, writeErrors: [" + DUPLICATE + "], ok: 1}",
                "{n: 0, writeErrors: [" + DUPLICATE
                        + "], writeConcernError: {code: 64, codeName: 'WriteConcernTimeout',"
                        + " errmsg: 'waiting for replication timed out', errInfo: {wtimeout: true}}, ok: 1}",
            })
    void a_duplicate_key_is_known_by_its_code(String reply) {
        STANDALONE.script(inserting(reply, stored("x")));

        SentMessage sent = log.append(guest, "hello", "x");

        assertThat(sent.duplicate()).isTrue();
        assertThat(sent.message().seq()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{n: 1, writeConcernError: {code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting for replication"
                        + " timed out', errInfo: {wtimeout: true}}, ok: 1}",
                "{n: 1, writeConcernError: {code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time"
                        + " limit'}, ok: 1}",
                "{n: 1, writeConcernError: {code: 189, codeName: 'PrimarySteppedDown', errmsg: 'Primary stepped down"
                        + " while waiting for replication'}, ok: 1}",
                "{n: 0, writeErrors: [{index: 0, code: 50, errmsg: 'operation exceeded time limit'}], ok: 1}",
                "{n: 0, writeErrors: [{index: 0, code: 14031, errmsg: 'available disk space is too low'}], ok: 1}",
                "{ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit'}",
                "{ok: 0, code: 10107, codeName: 'NotWritablePrimary', errmsg: 'not primary'}",
                "{ok: 0, code: 11600, codeName: 'InterruptedAtShutdown', errmsg: 'interrupted at shutdown'}",
                "{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized'}",
            })
    void any_other_failure_leaves_the_outcome_unknown(String reply) {
        STANDALONE.script(inserting(reply, NONE_FOUND));

        Throwable failure = catchThrowable(() -> log.append(guest, "hello", "x"));

        assertThat(failure).isInstanceOf(DataAccessException.class).isNotInstanceOf(DuplicateKeyException.class);
        assertThat(STANDALONE.commands("insert")).hasSize(1);
    }

    @Test
    void after_an_unknown_outcome_the_last_seq_is_read_again() {
        STANDALONE.script(inserting("{ok: 0, code: 11600, errmsg: 'interrupted at shutdown'}", NONE_FOUND));
        assertThatThrownBy(() -> log.append(guest, "hello", "x")).isInstanceOf(DataAccessException.class);
        STANDALONE.script(inserting("{n: 1, ok: 1}", stored("x")));

        assertThat(log.append(guest, "hello", "y").message().seq()).isEqualTo(8);
    }

    @Test
    void attempts_end_when_the_store_is_slow() {
        STANDALONE.script(command -> {
            if (command.getFirstKey().equals("insert")) {
                pause(Duration.ofSeconds(1));
                return BsonDocument.parse("{n: 0, writeErrors: [" + DUPLICATE + "], ok: 1}");
            }
            return BsonDocument.parse(NONE_FOUND);
        });
        Instant start = Instant.now();

        assertThatThrownBy(() -> log.append(guest, "hello", "x"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAVAILABLE));

        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void writes_are_retryable_only_on_a_replica_set() {
        log.append(guest, "hello", null);
        new MessageLog(new MessageRepository(REPLICATED_STORE.mongo()), Clock.systemUTC()).append(guest, "hello", null);

        assertThat(STANDALONE.commands("insert"))
                .singleElement()
                .satisfies(
                        insert -> assertThat(insert.keySet()).contains("lsid").doesNotContain("txnNumber"));
        assertThat(REPLICA_SET.commands("insert"))
                .singleElement()
                .satisfies(insert -> assertThat(insert.keySet()).contains("lsid", "txnNumber"));
    }

    private String stored(String clientMessageId) {
        return "{cursor: {id: NumberLong(0), ns: 'porchlight.messages', firstBatch: [{_id: ObjectId('000000000000000000000001'), chatId: ObjectId('"
                + guest.chatId() + "'), seq: NumberLong(7), from: ObjectId('" + guest.id() + "'), role: 'GUEST',"
                + " message: 'hello', sentAt: ISODate('2026-01-01T00:00:00Z'), clientMessageId: '" + clientMessageId
                + "'}]}, ok: 1}";
    }

    private static Function<BsonDocument, BsonDocument> inserting(String inserted, String found) {
        return command -> BsonDocument.parse(
                switch (command.getFirstKey()) {
                    case "insert" -> inserted;
                    case "find" -> found;
                    default -> "{ok: 1}";
                });
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
