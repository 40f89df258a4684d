package dev.porchlight.chat;

import dev.porchlight.chat.lifecycle.ChatDeleter;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** What an owner does about unwanted chats, however busy they are. */
@Service
@RequiredArgsConstructor
public class Moderation {

    private final ChatRepository chats;
    private final ChatDeleter deleter;
    private final AddressBans addressBans;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Deletes a chat with its messages and its guest.
     *
     * @throws RequestException {@code NOT_FOUND} if it was deleted before
     */
    public void delete(ChatMember owner) {
        if (!deleter.delete(load(owner))) {
            throw ChatErrors.noSuchChat();
        }
    }

    /** Closes a chat and bans its guest: they can neither write any more nor open a new chat from their address. */
    public void ban(ChatMember owner) {
        Chat chat = load(owner);
        addressBans.ban(chat.ownerId(), chat.guestId());
        if (!chat.isBanned()) {
            setBan(chat, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    public void unban(ChatMember owner) {
        Chat chat = load(owner);
        addressBans.unban(chat.guestId());
        if (chat.isBanned()) {
            setBan(chat, null);
        }
    }

    private void setBan(Chat chat, @Nullable Instant since) {
        chats.setBan(chat.id(), since);
        events.publishEvent(Push.ChatUpdated.of(chat.status(), load(chat.id())));
    }

    private Chat load(ChatMember owner) {
        return load(owner.getChatId());
    }

    private Chat load(ObjectId chatId) {
        return chats.find(chatId).orElseThrow(ChatErrors::noSuchChat);
    }
}
