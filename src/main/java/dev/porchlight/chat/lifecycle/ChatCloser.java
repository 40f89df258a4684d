package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.*;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.error.RequestException;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Closes chats, however busy they are. */
@Component
@RequiredArgsConstructor
public final class ChatCloser {

    private static final int ATTEMPTS = 10;

    private final ChatRepository chats;
    private final ChatSummaries summaries;
    private final ApplicationEventPublisher events;

    /** Closes a chat after all that was said so far; whoever writes later opens it again. */
    public void close(ObjectId chatId) {
        summaries.inTurn(chatId, () -> closeInTurn(chatId));
    }

    private void closeInTurn(ObjectId chatId) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Chat chat = chats.load(chatId).flatMap(summaries::refresh).orElseThrow(ChatErrors::noSuchChat);
            if (chat.status() == ChatStatus.CLOSED) {
                return;
            }
            Chat closed = chat.with(ChatStatus.CLOSED);
            if (chats.advance(chat, closed)) {
                events.publishEvent(Push.ChatUpdated.of(chat.status(), closed));
                return;
            }
        }
        throw RequestException.unavailable(null);
    }
}
