package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.summary.ChatUpdater;
import dev.porchlight.error.RequestException;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
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
     * @throws RequestException {@code NOT_FOUND} if it was deleted, {@code UNAVAILABLE} if other writers are always
     *     faster
     */
    public void close(ObjectId chatId) {
        Optional<Chat> closed = updater.update(chatId, () -> chats.find(chatId), this::closeAfterNewestMessage);
        if (closed.isEmpty()) {
            throw ChatErrors.noSuchChat();
        }
    }

    private Chat closeAfterNewestMessage(Chat known) {
        Chat chat = summaries.refresh(known).orElseThrow(ChatErrors::noSuchChat);
        return chat.status() == ChatStatus.CLOSED ? chat : set(chat);
    }

    /** @return {@code false} if another writer changed the chat since it was read; then it stays open */
    boolean closeIfUnchanged(Chat chat) {
        try {
            set(chat);
            return true;
        } catch (OptimisticLockingFailureException anotherWriterWasFaster) {
            return false;
        }
    }

    private Chat set(Chat chat) {
        Chat closed = chat.closed();
        chats.compareAndSet(chat, closed);
        events.publishEvent(Push.ChatUpdated.of(chat.status(), closed));
        return closed;
    }
}
