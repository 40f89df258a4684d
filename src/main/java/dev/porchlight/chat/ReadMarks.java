package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.summary.ChatUpdater;
import dev.porchlight.error.RequestException;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** How far each side has read a chat. */
@Component
@RequiredArgsConstructor
final class ReadMarks {

    private final ChatRepository chats;
    private final ChatSummaries summaries;
    private final ChatUpdater updater;
    private final ApplicationEventPublisher events;

    /**
     * Moves a side's mark forward and publishes that; does nothing if the side has read as far already.
     *
     * @param seq capped at the newest message
     * @param senderConnectionId the sender's, which gets no push
     * @throws RequestException {@code NOT_FOUND} if the chat was deleted, {@code UNAVAILABLE} if other writers are
     *     always faster
     */
    void advance(ChatMember reader, long seq, @Nullable String senderConnectionId) {
        Optional<Chat> marked = updater.update(
                reader.getChatId(),
                () -> chats.findCached(reader.getChatId()),
                chat -> advance(chat, reader, seq, senderConnectionId));
        if (marked.isEmpty()) {
            throw ChatErrors.noSuchChat();
        }
    }

    private Chat advance(Chat known, ChatMember reader, long seq, @Nullable String senderConnectionId) {
        // The summary says how far a mark can go, and may not include the newest message yet.
        Chat chat = seq > known.lastSeq() ? summaries.refresh(known).orElseThrow(ChatErrors::noSuchChat) : known;
        long mark = Math.min(seq, chat.lastSeq());
        if (mark <= chat.readSeq(reader.getRole())) {
            return chat;
        }
        Chat read = chat.withRead(reader.getRole(), mark);
        chats.compareAndSet(chat, read);
        events.publishEvent(
                new Push.MessagesRead(chat.ownerId(), chat.id(), reader.getRole(), mark, senderConnectionId));
        events.publishEvent(Push.ChatUpdated.of(read));
        return read;
    }
}
