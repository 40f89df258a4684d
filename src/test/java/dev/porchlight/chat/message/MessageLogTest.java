package dev.porchlight.chat.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("store")
class MessageLogTest {

    private static final int WRITERS = 8;
    private static final int MESSAGES_EACH = 30;

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final ObjectId chatId = new ObjectId();
    private final Author guest = new Author(chatId, Role.GUEST, new ObjectId());
    private final Author owner = new Author(chatId, Role.OWNER, new ObjectId());
    private MessageRepository messages;
    private MessageLog log;

    @BeforeEach
    void openLog() {
        messages = new MessageRepository(STORE.mongo());
        log = newProcess();
    }

    @Test
    void seq_starts_at_one_and_has_no_gap() {
        assertThat(log.append(guest, "a", null).message().seq()).isEqualTo(1);
        assertThat(log.append(owner, "b", null).message().seq()).isEqualTo(2);
        assertThat(newProcess().append(guest, "c", null).message().seq()).isEqualTo(3);
        // The first process does not know of the third message.
        assertThat(log.append(owner, "d", null).message().seq()).isEqualTo(4);
    }

    @Test
    void retries_from_two_processes_leave_no_gap_and_no_duplicate() throws Exception {
        List<MessageLog> processes = List.of(log, newProcess());
        List<Callable<Integer>> writers = IntStream.range(0, WRITERS)
                .<Callable<Integer>>mapToObj(i -> () -> write(processes.get(i % 2), i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        int duplicates = threads.invokeAll(writers).stream()
                .mapToInt(MessageLogTest::get)
                .sum();
        threads.shutdown();

        List<Message> stored = new ArrayList<>();
        for (long seq = 0; seq < messages.lastSeq(chatId); seq += 100) {
            stored.addAll(messages.after(chatId, seq, 100));
        }
        int all = WRITERS * MESSAGES_EACH;
        assertThat(stored)
                .extracting(Message::seq)
                .isEqualTo(LongStream.rangeClosed(1, all).boxed().toList());
        assertThat(new HashSet<>(stored.stream().map(Message::clientMessageId).toList()))
                .hasSize(all);
        assertThat(duplicates).isEqualTo(all);
        for (int i = 0; i < WRITERS; i++) {
            String writer = "writer " + i + " ";
            assertThat(stored.stream().map(Message::message).filter(text -> text.startsWith(writer)))
                    .containsExactlyElementsOf(IntStream.range(0, MESSAGES_EACH)
                            .mapToObj(n -> writer + n)
                            .toList());
        }
    }

    @Test
    void of_concurrent_requests_with_one_idempotency_key_one_is_stored() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 20; round++) {
            String id = UUID.randomUUID().toString();
            Callable<SentMessage> sending = () -> newProcess().append(guest, "once", id);
            List<SentMessage> results = threads.invokeAll(Collections.nCopies(4, sending)).stream()
                    .map(MessageLogTest::get)
                    .toList();
            assertThat(results).filteredOn(result -> !result.duplicate()).hasSize(1);
            assertThat(results)
                    .extracting(SentMessage::message)
                    .containsOnly(results.get(0).message());
        }
        threads.shutdown();
        assertThat(messages.lastSeq(chatId)).isEqualTo(20);
    }

    @Test
    void an_idempotency_key_names_one_message_of_one_sender() {
        String id = UUID.randomUUID().toString();
        log.append(guest, "a", id);

        assertConflict(() -> log.append(guest, "b", id));
        assertConflict(() -> log.append(owner, "a", id));
        Author elsewhere = new Author(new ObjectId(), Role.GUEST, guest.id());
        assertThat(log.append(elsewhere, "b", id).duplicate()).isFalse();
    }

    @Test
    void a_log_closed_for_appends_refuses_them_in_this_process() {
        log.append(guest, "a", null);
        assertThat(log.rejectAppendsIf(chatId, () -> false)).isFalse();
        log.append(guest, "b", null);

        log.rejectAppends(chatId);

        assertThatThrownBy(() -> log.append(guest, "c", null))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(messages.lastSeq(chatId)).isEqualTo(2);
    }

    private MessageLog newProcess() {
        return new MessageLog(messages, Clock.systemUTC());
    }

    private int write(MessageLog process, int writer) {
        int duplicates = 0;
        for (int n = 0; n < MESSAGES_EACH; n++) {
            String id = UUID.randomUUID().toString();
            String text = "writer " + writer + " " + n;
            Message stored = process.append(guest, text, id).message();
            SentMessage again = process.append(guest, text, id);
            assertThat(again.message()).isEqualTo(stored);
            duplicates += again.duplicate() ? 1 : 0;
        }
        return duplicates;
    }

    private static void assertConflict(Runnable append) {
        assertThatThrownBy(append::run)
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.CONFLICT));
    }

    private static <T> T get(Future<T> result) {
        try {
            return result.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
