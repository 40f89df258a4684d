package dev.porchlight.chat;

import dev.porchlight.chat.lifecycle.ChatCloser;
import dev.porchlight.chat.message.History;
import dev.porchlight.chat.message.HistoryQuery;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.message.SentMessage;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatCursor;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.view.ChangedChat;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.chat.view.MessageView;
import dev.porchlight.chat.view.RatingView;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.DisabledOwners;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** What chat members do with chats. A push is published after the change that it reports is stored. */
@Service
@RequiredArgsConstructor
public class ChatService {

    private final ChatRepository chats;
    private final ChatQueries chatQueries;
    private final MessageRepository messages;
    private final MessageLog messageLog;
    private final ChatSummaries summaries;
    private final ReadMarks readMarks;
    private final ChatCloser closer;
    private final DisabledOwners disabledOwners;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Checks that a principal takes part in a chat.
     *
     * @throws RequestException {@code NOT_FOUND} for a chat that does not exist or that the principal does not take part in;
     *     {@code FORBIDDEN} for a banned guest
     */
    public ChatMember authorize(Principal principal, ObjectId chatId) {
        return chats.findCached(chatId)
                .flatMap(chat -> authorize(principal, chat))
                .orElseThrow(ChatErrors::noSuchChat);
    }

    private static Optional<ChatMember> authorize(Principal principal, Chat chat) {
        if (principal instanceof OwnerPrincipal owner && owner.id().equals(chat.ownerId())) {
            return Optional.of(new ChatMember(chat.id(), chat.ownerId(), Role.OWNER, owner.id()));
        }
        if (principal instanceof GuestPrincipal guest && guest.id().equals(chat.guestId())) {
            if (chat.isBanned()) {
                throw ChatErrors.banned();
            }
            return Optional.of(new ChatMember(chat.id(), chat.ownerId(), Role.GUEST, guest.id()));
        }
        return Optional.empty();
    }

    /**
     * Stores a message and publishes it. Returns once it is durable.
     *
     * @param clientMessageId the idempotency key, if the sender gave one
     * @param senderConnectionId the sender's, which gets no push
     * @return the message; for a duplicate, the one that an earlier request stored
     * @throws RequestException {@code CONFLICT} if the {@code clientMessageId} names another message already;
     *     {@code FORBIDDEN} for a guest of a disabled owner
     */
    public MessageView send(
            ChatMember sender, String text, @Nullable String clientMessageId, @Nullable String senderConnectionId) {
        if (sender.getRole() == Role.GUEST && disabledOwners.contains(sender.getOwnerId())) {
            throw RequestException.forbidden("Nobody answers on this website any more.");
        }
        SentMessage sent = messageLog.append(sender.asAuthor(), text, clientMessageId);
        MessageView view = MessageView.of(sent.message());
        if (sent.duplicate()) {
            // The earlier request's process may have crashed before it updated the summary.
            summaries.recomputeSoon(sender.getOwnerId(), sender.getChatId());
        } else {
            events.publishEvent(new Push.MessageAdded(sender.getOwnerId(), view, senderConnectionId));
            summaries.add(sender.getOwnerId(), sent.message());
        }
        return view;
    }

    public History history(ChatMember reader, HistoryQuery query) {
        ObjectId chatId = reader.getChatId();
        boolean backwards = query.direction() == HistoryQuery.Direction.BEFORE;
        List<Message> found = backwards
                ? messages.before(chatId, query.seq(), query.limit() + 1)
                : messages.after(chatId, query.seq(), query.limit() + 1);
        Page<MessageView> page =
                Page.of(found.stream().map(MessageView::of).toList(), query.limit(), MessageView::estimatedJsonBytes);
        List<MessageView> inOrder = new ArrayList<>(page.items());
        if (backwards) {
            Collections.reverse(inOrder);
        }
        boolean includesNewest = backwards ? query.seq() == Long.MAX_VALUE : !page.more();
        Chat chat = chats.find(chatId).orElseThrow(ChatErrors::noSuchChat);
        long lastSeq = includesNewest && !inOrder.isEmpty()
                ? inOrder.get(inOrder.size() - 1).seq()
                : messages.lastSeq(chatId);
        return new History(
                inOrder,
                lastSeq,
                page.more(),
                chat.status(),
                RatingView.of(chat.rating()),
                chat.ownerReadSeq(),
                chat.guestReadSeq());
    }

    public ChatPage list(OwnerPrincipal owner, ChatListQuery query) {
        summaries.flush(owner.id());
        String cursor = ChangesQuery.nextCursor(clock.instant());
        List<Chat> found = chatQueries.byActivity(owner.id(), query.status(), query.before(), query.limit() + 1);
        Page<ChatView> page =
                Page.of(found.stream().map(ChatView::of).toList(), query.limit(), ChatView::estimatedJsonBytes);
        String next = page.more() ? ChatCursor.byActivity(lastOf(page, found)).toString() : null;
        return new ChatPage(page.items(), next, cursor);
    }

    /** What has changed in an owner's list since an earlier reply, so that a client that was offline catches up. */
    public ChatChanges changes(OwnerPrincipal owner, ChangesQuery query) {
        String now = ChangesQuery.nextCursor(clock.instant());
        summaries.flush(owner.id());
        List<Chat> found = chatQueries.byUpdate(owner.id(), query.after(), query.limit() + 1);
        Page<ChangedChat> page = Page.of(
                found.stream().map(ChatChanges::change).toList(), query.limit(), ChangedChat::estimatedJsonBytes);
        String cursor = page.more() ? ChatCursor.byUpdate(lastOf(page, found)).toString() : now;
        List<ChangedChat> changed = query.isFromStart()
                ? page.items().stream().filter(ChatView.class::isInstance).toList()
                : page.items();
        return new ChatChanges(changed, cursor, page.more());
    }

    private static Chat lastOf(Page<?> page, List<Chat> found) {
        return found.get(page.items().size() - 1);
    }

    /**
     * Marks messages as read by one side.
     *
     * @param seq up to this one; capped at the newest message
     * @param senderConnectionId the sender's, which gets no push
     */
    public void markRead(ChatMember reader, long seq, @Nullable String senderConnectionId) {
        readMarks.advance(reader, seq, senderConnectionId);
    }

    /** Publishes that a member is typing, or no longer; nothing is stored. */
    public void typing(ChatMember member, boolean typing, @Nullable String senderConnectionId) {
        events.publishEvent(new Push.TypingChanged(
                member.getOwnerId(), member.getChatId(), member.getRole(), typing, senderConnectionId));
    }

    /** Closes a chat after all messages stored so far; a later message opens it again. */
    public void close(ChatMember member) {
        closer.close(member.getChatId(), member.getRole());
    }
}
