package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Service;

/** What an owner does about chats that she does not want. */
@Service
@RequiredArgsConstructor
public class Moderation {

    private static final int ATTEMPTS = 10;

    private final Chats chats;
    private final ChatSummaries summaries;
    private final Erasure erasure;
    private final AddressBans bans;
    private final ChatRooms rooms;
    private final Clock clock;

    /** Erases a chat, all that was said in it, and its guest. */
    public void delete(ChatMember owner) {
        change(owner, erasure::erase);
    }

    /** Closes a chat whose guest may not write any more, nor come back from where he is as somebody new. */
    public void ban(ChatMember owner) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        change(owner, chat -> {
            bans.ban(chat.ownerId(), chat.guestId());
            return chat.isBanned() || advance(chat, chat.withBan(now));
        });
    }

    public void unban(ChatMember owner) {
        change(owner, chat -> {
            bans.lift(chat.guestId());
            return !chat.isBanned() || advance(chat, chat.withBan(null));
        });
    }

    private void change(ChatMember owner, Predicate<Chat> attempt) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Chat chat =
                    chats.load(owner.getChatId()).flatMap(summaries::refresh).orElseThrow(ChatService::noSuchChat);
            if (attempt.test(chat)) {
                return;
            }
        }
        throw RequestException.unavailable(null);
    }

    private boolean advance(Chat chat, Chat changed) {
        boolean advanced = chats.advance(chat, changed);
        if (advanced) {
            rooms.announce(new Push.ChatUpdated(chat.ownerId(), ChatView.of(changed)));
        }
        return advanced;
    }
}
