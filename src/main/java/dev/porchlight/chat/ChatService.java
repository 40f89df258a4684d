package dev.porchlight.chat;

import dev.porchlight.chat.lifecycle.ChatCloser;
import dev.porchlight.chat.message.History;
import dev.porchlight.chat.message.HistoryQuery;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.message.SentMessage;
import dev.porchlight.chat.model.ChangedChat;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatCursor;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatView;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Conversations: seen by those who take part, told to whom it concerns once they are stored. */
@Service
@RequiredArgsConstructor
public class ChatService {

    private static final int ATTEMPTS = 10;

    private final ChatRepository chats;
    private final ChatQueries lists;
    private final MessageRepository messages;
    private final MessageLog log;
    private final ChatSummaries summaries;
    private final ChatCloser closer;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * @throws RequestException {@code NOT_FOUND} for a chat that does not exist, and for one that is none of theirs;
     *     {@code FORBIDDEN} for a banned guest
     */
    public ChatMember authorize(Principal principal, ObjectId chatId) {
        return chats.recall(chatId).map(chat -> member(principal, chat)).orElseThrow(ChatErrors::noSuchChat);
    }

    /**
     * Stores a message, and returns once it is durable.
     *
     * @param connection the one that sends it and needs no push
     * @throws RequestException {@code CONFLICT} if the {@code clientMessageId} names another message already
     */
    public SentMessage send(
            ChatMember sender, String text, @Nullable String clientMessageId, @Nullable String connection) {
        MessageLog.Appended appended = log.append(sender, text, clientMessageId);
        if (appended.repeated()) {
            summaries.check(sender.getOwnerId(), sender.getChatId());
        } else {
            events.publishEvent(new Push.MessageAdded(sender.getOwnerId(), appended.message(), connection));
            summaries.add(sender.getOwnerId(), appended.message());
        }
        return new SentMessage(appended.message(), appended.repeated());
    }

    public History history(ChatMember reader, HistoryQuery query) {
        ObjectId chatId = reader.getChatId();
        boolean backwards = query.direction() == HistoryQuery.Direction.BEFORE;
        List<Message> found = backwards
                ? messages.before(chatId, query.seq(), query.limit() + 1)
                : messages.after(chatId, query.seq(), query.limit() + 1);
        List<Message> page = new ArrayList<>(Paging.ofMessages(found, query.limit()));
        if (backwards) {
            Collections.reverse(page);
        }
        boolean more = page.size() < found.size();
        boolean endsWithNewest = !page.isEmpty() && (backwards ? query.seq() == Long.MAX_VALUE : !more);
        Chat chat = chats.load(chatId).orElseThrow(ChatErrors::noSuchChat);
        long lastSeq = endsWithNewest ? page.get(page.size() - 1).seq() : messages.lastSeq(chatId);
        return new History(page, lastSeq, more, chat.status(), chat.rating(), chat.ownerReadSeq(), chat.guestReadSeq());
    }

    public ChatPage list(OwnerPrincipal owner, ChatListQuery query) {
        summaries.flush(owner.id());
        String cursor = ChangesQuery.cursor(clock.instant());
        List<Chat> found = lists.ofStatus(owner.id(), query.status(), query.limit() + 1, query.before());
        List<ChatView> page = Paging.ofChats(found, query.limit());
        boolean more = page.size() < found.size();
        return new ChatPage(
                page, more ? ChatCursor.of(page.get(page.size() - 1)).toString() : null, cursor);
    }

    /** What has changed in her list since an earlier answer, so that a client that slept is whole again. */
    public ChatChanges changes(OwnerPrincipal owner, ChangesQuery query) {
        String now = ChangesQuery.cursor(clock.instant());
        summaries.flush(owner.id());
        List<Chat> found = lists.changedAfter(owner.id(), query.after(), query.limit() + 1);
        List<ChangedChat> page = Paging.ofChanges(found, query.limit());
        boolean more = page.size() < found.size();
        String cursor = more ? found.get(page.size() - 1).change().toString() : now;
        List<ChangedChat> told = query.isFirst()
                ? page.stream().filter(ChatView.class::isInstance).toList()
                : page;
        return new ChatChanges(told, cursor, more);
    }

    /**
     * Marks a chat as read up to a message, for one side; what was read stays read.
     *
     * @param seq past the newest message it means that one
     * @param connection the one that asks and needs no push
     */
    public void markRead(ChatMember reader, long seq, @Nullable String connection) {
        summaries.inTurn(reader.getChatId(), () -> markReadInTurn(reader, seq, connection));
    }

    private void markReadInTurn(ChatMember reader, long seq, @Nullable String connection) {
        Chat chat = chats.recall(reader.getChatId()).orElseThrow(ChatErrors::noSuchChat);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (seq > chat.lastSeq()) {
                chat = summaries.refresh(chat).orElseThrow(ChatErrors::noSuchChat);
            }
            long mark = Math.min(seq, chat.lastSeq());
            if (mark <= chat.readSeq(reader.getRole())) {
                return;
            }
            Chat read = chat.withRead(reader.getRole(), mark);
            if (chats.advance(chat, read)) {
                events.publishEvent(
                        new Push.MessagesRead(chat.ownerId(), chat.id(), reader.getRole(), mark, connection));
                events.publishEvent(Push.ChatUpdated.of(read));
                return;
            }
            chat = chats.load(chat.id()).orElseThrow(ChatErrors::noSuchChat);
        }
        throw RequestException.unavailable(null);
    }

    /** Tells the others that somebody is writing, or no longer; nothing is stored. */
    public void typing(ChatMember member, boolean typing, @Nullable String connection) {
        events.publishEvent(
                new Push.TypingChanged(member.getOwnerId(), member.getChatId(), member.getRole(), typing, connection));
    }

    /** Closes a chat after all that was said so far; whoever writes later opens it again. */
    public void close(ChatMember member) {
        closer.close(member.getChatId());
    }

    private static @Nullable ChatMember member(Principal principal, Chat chat) {
        if (principal instanceof OwnerPrincipal owner && owner.id().equals(chat.ownerId())) {
            return new ChatMember(chat.id(), chat.ownerId(), Role.OWNER, owner.id());
        }
        if (principal instanceof GuestPrincipal guest && guest.id().equals(chat.guestId())) {
            if (chat.isBanned()) {
                throw ChatErrors.banned();
            }
            return new ChatMember(chat.id(), chat.ownerId(), Role.GUEST, guest.id());
        }
        return null;
    }
}
