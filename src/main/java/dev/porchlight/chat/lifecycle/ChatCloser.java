package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.summary.ChatUpdater;
import dev.porchlight.error.RequestException;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Closes chats; a later message opens them again. */
@Component
@RequiredArgsConstructor
public final class ChatCloser {

    private final ChatRepository chats;
    private final ChatSummaries summaries;
    private final ChatUpdater updater;
    private final ApplicationEventPublisher events;

    /**
     * Closes a chat after all messages stored so far, however busy it is.
     *
     * @param by who closes it; {@code null} if it closes by itself
     * @throws RequestException {@code NOT_FOUND} if it was deleted, {@code UNAVAILABLE} if other writers are always
     *     faster
     */
    public void close(ObjectId chatId, @Nullable Role by) {
        Optional<Chat> closed =
                updater.update(chatId, () -> chats.find(chatId), chat -> closeAfterNewestMessage(chat, by));
        if (closed.isEmpty()) {
            throw ChatErrors.noSuchChat();
        }
    }

    private Chat closeAfterNewestMessage(Chat known, @Nullable Role by) {
        Chat chat = summaries.refresh(known).orElseThrow(ChatErrors::noSuchChat);
        return chat.status() == ChatStatus.CLOSED ? chat : set(chat, by);
    }

    /** @return {@code false} if another writer changed the chat since it was read; then it stays open */
    boolean closeIfUnchanged(Chat chat) {
        try {
            set(chat, null);
            return true;
        } catch (OptimisticLockingFailureException anotherWriterWasFaster) {
            return false;
        }
    }

    private Chat set(Chat chat, @Nullable Role by) {
        Chat closed = chat.closed(by);
        chats.compareAndSet(chat, closed);
        events.publishEvent(Push.ChatUpdated.of(chat.status(), closed));
        return closed;
    }
}
