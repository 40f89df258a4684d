package dev.porchlight.chat.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.SampleChats;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.OptimisticLockingFailureException;

/** Two processes change one chat. */
class ChatUpdaterTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final ChatRepository here = new ChatRepository(STORE.mongo(), Clock.systemUTC());
    private final ChatRepository there = new ChatRepository(STORE.mongo(), Clock.systemUTC());
    private final ChatUpdater updater = new ChatUpdater(here);
    private final AtomicInteger attempts = new AtomicInteger();
    private Chat opened;

    @BeforeEach
    void openChat() {
        opened = SampleChats.BARE_CHAT.toBuilder()
                .id(new ObjectId())
                .guestId(new ObjectId())
                .build();
        here.insert(opened);
    }

    @Test
    void a_change_that_lost_against_another_process_is_repeated_on_its_result() {
        changeThere();

        Optional<Chat> changed = updater.update(opened.id(), () -> Optional.of(opened), this::readOneMore);

        assertThat(changed.orElseThrow().guestReadSeq()).isEqualTo(1);
        assertThat(changed.orElseThrow().revision()).isEqualTo(2);
        assertThat(stored().revision()).isEqualTo(2);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void a_change_that_loses_ten_times_is_given_up() {
        assertThatThrownBy(() -> updater.update(opened.id(), () -> Optional.of(opened), chat -> {
                    changeThere();
                    return readOneMore(chat);
                }))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAVAILABLE));

        assertThat(attempts).hasValue(10);
        assertThat(stored().guestReadSeq()).isZero();
    }

    @Test
    void a_chat_that_was_deleted_is_not_changed() {
        there.markDeleted(opened.id());

        assertThat(updater.update(opened.id(), () -> Optional.of(opened), this::readOneMore))
                .isEmpty();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void any_other_failure_is_not_repeated() {
        assertThatThrownBy(() -> updater.update(opened.id(), () -> Optional.of(opened), chat -> {
                    attempts.incrementAndGet();
                    throw RequestException.notFound("No.");
                }))
                .hasMessage("No.");

        assertThat(attempts).hasValue(1);
    }

    @Test
    void an_update_inside_that_gave_up_is_not_repeated() {
        assertThatThrownBy(() -> updater.update(opened.id(), () -> Optional.of(opened), chat -> {
                    attempts.incrementAndGet();
                    throw RequestException.unavailable(new OptimisticLockingFailureException("Inside."));
                }))
                .isInstanceOf(RequestException.class);

        assertThat(attempts).hasValue(1);
    }

    private Chat readOneMore(Chat chat) {
        attempts.incrementAndGet();
        Chat read = chat.withRead(Role.GUEST, chat.guestReadSeq() + 1);
        here.compareAndSet(chat, read);
        return read;
    }

    private void changeThere() {
        Chat chat = there.find(opened.id()).orElseThrow();
        there.compareAndSet(chat, chat.withRead(Role.OWNER, chat.ownerReadSeq() + 1));
    }

    private Chat stored() {
        return there.find(opened.id()).orElseThrow();
    }
}
