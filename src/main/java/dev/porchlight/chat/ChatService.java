package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.limit.Limits;
import dev.porchlight.owner.OriginLock;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Conversations: opened by guests, seen by those who take part, told to whom it concerns once they are stored. */
@Service
@RequiredArgsConstructor
public class ChatService {

    private static final int ATTEMPTS = 10;

    private final OwnerService owners;
    private final GuestService guests;
    private final VerifiedGuests verifiedGuests;
    private final AddressBans bans;
    private final TokenService tokens;
    private final Chats chats;
    private final Messages messages;
    private final MessageLog log;
    private final ChatSummaries summaries;
    private final ChatRooms rooms;
    private final Clock clock;
    private final OriginLock lock;
    private final Limits limits;

    /**
     * Opens a waiting chat for somebody new, or takes a guest back to hers.
     *
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain, {@code UNAUTHORIZED} if the website
     *     does not vouch for the guest as the wish says, {@code FORBIDDEN} if the website is locked to other pages or
     *     the guest or the address is banned there; {@code RATE_LIMITED}
     */
    public OpenChat open(NewChat wish) {
        ObjectId ownerId = owners.findIdByDomain(wish.domain())
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        lock.check(ownerId, wish.domain().value(), wish.source());
        if (bans.isBanned(ownerId, wish.source().address())) {
            throw banned();
        }
        Chat chat = wish.identity() == null
                ? guests.recognize(wish.guestToken(), ownerId)
                        .map(guest -> chats.findByGuest(guest.id()))
                        .orElseGet(() -> startForSomebodyNew(ownerId, wish))
                : chatOf(verifiedGuests.guest(ownerId, wish, wish.identity()), wish);
        if (chat.isBanned()) {
            throw banned();
        }
        bans.seen(ownerId, chat.guestId(), wish.source().address());
        return new OpenChat(
                new ChatMember(chat.id(), ownerId, Role.GUEST, chat.guestId()),
                tokens.issueToGuest(chat.guestId(), chat.domain()));
    }

    /**
     * @throws RequestException {@code NOT_FOUND} for a chat that does not exist, and for one that is none of theirs;
     *     {@code FORBIDDEN} for a banned guest
     */
    public ChatMember authorize(Principal principal, ObjectId chatId) {
        return chats.recall(chatId).map(chat -> member(principal, chat)).orElseThrow(ChatService::noSuchChat);
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
            rooms.announce(new Push.MessageAdded(sender.getOwnerId(), appended.message(), connection));
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
        List<Message> page = new ArrayList<>(Pages.ofMessages(found, query.limit()));
        if (backwards) {
            Collections.reverse(page);
        }
        boolean more = page.size() < found.size();
        boolean endsWithNewest = !page.isEmpty() && (backwards ? query.seq() == Long.MAX_VALUE : !more);
        Chat chat = chats.load(chatId).orElseThrow(ChatService::noSuchChat);
        long lastSeq = endsWithNewest ? page.get(page.size() - 1).seq() : messages.lastSeq(chatId);
        return new History(page, lastSeq, more, chat.ownerReadSeq(), chat.guestReadSeq());
    }

    public ChatPage list(OwnerPrincipal owner, ChatListQuery query) {
        summaries.flush(owner.id());
        String cursor = ChangesQuery.cursor(clock.instant());
        List<Chat> found = chats.list(owner.id(), query.status(), query.limit() + 1, query.before());
        List<ChatView> page = Pages.ofChats(found, query.limit());
        boolean more = page.size() < found.size();
        return new ChatPage(
                page, more ? ChatCursor.of(page.get(page.size() - 1)).toString() : null, cursor);
    }

    /** What has changed in her list since an earlier answer, so that a client that slept is whole again. */
    public ChatChanges changes(OwnerPrincipal owner, ChangesQuery query) {
        String now = ChangesQuery.cursor(clock.instant());
        summaries.flush(owner.id());
        List<Chat> found = chats.changedAfter(owner.id(), query.after(), query.limit() + 1);
        List<ChangedChat> page = Pages.ofChanges(found, query.limit());
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
        Chat chat = chats.recall(reader.getChatId()).orElseThrow(ChatService::noSuchChat);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (seq > chat.lastSeq()) {
                chat = summaries.refresh(chat).orElseThrow(ChatService::noSuchChat);
            }
            long mark = Math.min(seq, chat.lastSeq());
            if (mark <= chat.readSeq(reader.getRole())) {
                return;
            }
            Chat read = chat.withRead(reader.getRole(), mark);
            if (chats.advance(chat, read)) {
                rooms.announce(new Push.MessagesRead(chat.ownerId(), chat.id(), reader.getRole(), mark, connection));
                rooms.announce(new Push.ChatUpdated(chat.ownerId(), ChatView.of(read)));
                return;
            }
            chat = chats.load(chat.id()).orElseThrow(ChatService::noSuchChat);
        }
        throw RequestException.unavailable(null);
    }

    /** Tells the others that somebody is writing, or no longer; nothing is stored. */
    public void typing(ChatMember member, boolean typing, @Nullable String connection) {
        rooms.announce(
                new Push.TypingChanged(member.getOwnerId(), member.getChatId(), member.getRole(), typing, connection));
    }

    /** Closes a chat after all that was said so far; whoever writes later opens it again. */
    public void close(ChatMember member) {
        summaries.inTurn(member.getChatId(), () -> closeInTurn(member));
    }

    private void closeInTurn(ChatMember member) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Chat chat =
                    chats.load(member.getChatId()).flatMap(summaries::refresh).orElseThrow(ChatService::noSuchChat);
            if (chat.status() == ChatStatus.CLOSED) {
                return;
            }
            Chat closed = chat.with(ChatStatus.CLOSED);
            if (chats.advance(chat, closed)) {
                rooms.announce(new Push.ChatUpdated(chat.ownerId(), ChatView.of(closed)));
                return;
            }
        }
        throw RequestException.unavailable(null);
    }

    static RequestException noSuchChat() {
        return RequestException.notFound("There is no such chat.");
    }

    private static RequestException banned() {
        return RequestException.forbidden("You can't write here any more.");
    }

    private Chat startForSomebodyNew(ObjectId ownerId, NewChat wish) {
        limits.newChat(wish.source());
        return start(
                guests.newcomer(
                        ownerId,
                        wish.domain().value(),
                        wish.name(),
                        wish.email().value()),
                wish);
    }

    /** The same for every device of this guest, and for two that ask at once. */
    private Chat chatOf(Guest vouchedFor, NewChat wish) {
        Guest known = guests.findSame(vouchedFor);
        Chat chat = known == null ? null : chats.findByGuest(known.id());
        if (chat != null) {
            return chat;
        }
        limits.newChat(wish.source());
        if (known != null) {
            // Her chat is just being deleted, and she with it.
            guests.erase(known.id());
        }
        try {
            return start(vouchedFor, wish);
        } catch (DuplicateKeyException meanwhile) {
            Guest same = guests.findSame(vouchedFor);
            Chat theirs = same == null ? null : chats.findByGuest(same.id());
            if (theirs == null) {
                throw meanwhile;
            }
            return theirs;
        }
    }

    /** Stores the chat first: without a guest it is deleted as any other, and a guest without a chat would never be. */
    private Chat start(Guest guest, NewChat wish) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Chat chat = new Chat(
                new ObjectId(),
                guest.ownerId(),
                guest.id(),
                guest.domain(),
                new Chat.ChatGuest(guest.name(), guest.email(), guest.verified()),
                wish.visit(),
                now,
                0,
                now,
                ChatStatus.WAITING,
                0,
                null,
                now,
                0,
                0,
                null);
        chats.insert(chat);
        try {
            guests.store(guest);
        } catch (DuplicateKeyException meanwhile) {
            chats.bury(chat);
            throw meanwhile;
        }
        rooms.announce(new Push.ChatOpened(chat.ownerId(), ChatView.of(chat)));
        return chat;
    }

    private static @Nullable ChatMember member(Principal principal, Chat chat) {
        if (principal instanceof OwnerPrincipal owner && owner.id().equals(chat.ownerId())) {
            return new ChatMember(chat.id(), chat.ownerId(), Role.OWNER, owner.id());
        }
        if (principal instanceof GuestPrincipal guest && guest.id().equals(chat.guestId())) {
            if (chat.isBanned()) {
                throw banned();
            }
            return new ChatMember(chat.id(), chat.ownerId(), Role.GUEST, guest.id());
        }
        return null;
    }
}
