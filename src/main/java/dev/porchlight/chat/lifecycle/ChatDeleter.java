package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Deletes chats with their messages and guests. First the chat is marked deleted, which hides it from every query of clients; then it
 * is purged. {@link ChatPurger} goes on with what a crash or another process left.
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class ChatDeleter {

    private final ChatRepository chats;
    private final MessageRepository messages;
    private final MessageLog messageLog;
    private final ChatPurger purger;
    private final StoreFailureLog storeFailures;
    private final ApplicationEventPublisher events;

    /** @return {@code false} if it was deleted before */
    public boolean delete(Chat chat) {
        boolean marked = chats.markDeleted(chat.id());
        if (marked) {
            purge(chat);
        }
        return marked;
    }

    /** @return {@code false} if another writer changed the chat, or appended to it, since it was read; then it stays */
    boolean deleteIfUnchanged(Chat chat) {
        boolean marked = messageLog.rejectAppendsIf(
                chat.id(), () -> messages.lastSeq(chat.id()) == chat.lastSeq() && chats.markDeletedIfUnchanged(chat));
        if (marked) {
            purge(chat);
        }
        return marked;
    }

    private void purge(Chat chat) {
        try {
            events.publishEvent(new Push.ChatDeleted(chat.ownerId(), chat.id()));
            // Before anything that may fail, since requests may be authorized already.
            messageLog.rejectAppends(chat.id());
            purger.deleteGuest(chat.guestId());
            purger.deleteSomeMessages(chat.id());
        } catch (DataAccessException e) {
            storeFailures.failed("the purge of a chat", e);
        } catch (RequestException e) {
            log.debug("A chat is too busy to be purged now", e);
        } catch (RuntimeException e) {
            log.warn("A chat is marked deleted and will be purged in a moment: {}", e.toString());
        }
    }
}
