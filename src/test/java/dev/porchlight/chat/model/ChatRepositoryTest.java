package dev.porchlight.chat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.SampleChats;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoOperations;

class ChatRepositoryTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = spy(STORE.mongo());
    private final ChatRepository chats = new ChatRepository(mongo, Clock.systemUTC());
    private final Chat opened = SampleChats.BARE_CHAT.toBuilder()
            .id(new ObjectId())
            .guestId(new ObjectId())
            .build();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_ban_while_the_chat_is_read_is_seen_by_the_next_request(boolean remembered) {
        STORE.mongo().insert(opened);
        if (remembered) {
            chats.findCached(opened.id());
        }
        afterTheNextRead(() -> chats.setBan(opened.id(), Instant.now()));

        assertThat(chats.find(opened.id()).orElseThrow().isBanned()).isFalse();

        assertThat(chats.findCached(opened.id()).orElseThrow().isBanned()).isTrue();
    }

    @Test
    void a_deletion_while_the_chat_is_loaded_is_seen_by_the_next_request() {
        STORE.mongo().insert(opened);
        afterTheNextRead(() -> chats.markDeleted(opened.id()));

        assertThat(chats.findCached(opened.id())).isPresent();

        assertThat(chats.findCached(opened.id())).isEmpty();
    }

    private void afterTheNextRead(Runnable change) {
        AtomicBoolean first = new AtomicBoolean(true);
        doAnswer(call -> {
                    Object found = call.callRealMethod();
                    if (first.getAndSet(false)) {
                        change.run();
                    }
                    return found;
                })
                .when(mongo)
                .findById(any(), any());
    }
}
