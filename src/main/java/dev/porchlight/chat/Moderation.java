package dev.porchlight.chat;

import dev.porchlight.chat.lifecycle.ChatEraser;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.guest.AddressBans;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** What an owner does about chats that she does not want, however busy they are. */
@Service
@RequiredArgsConstructor
public class Moderation {

    private final ChatRepository chats;
    private final ChatEraser erasure;
    private final AddressBans bans;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** Erases a chat, all that was said in it, and its guest. */
    public void delete(ChatMember owner) {
        if (!erasure.erase(load(owner))) {
            throw ChatErrors.noSuchChat();
        }
    }

    /** Closes a chat whose guest may not write any more, nor come back from where he is as somebody new. */
    public void ban(ChatMember owner) {
        Chat chat = load(owner);
        bans.ban(chat.ownerId(), chat.guestId());
        if (!chat.isBanned()) {
            setBan(chat, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    public void unban(ChatMember owner) {
        Chat chat = load(owner);
        bans.unban(chat.guestId());
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
        return chats.load(chatId).orElseThrow(ChatErrors::noSuchChat);
    }
}
