package dev.porchlight.chat;

import dev.porchlight.error.InputText;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
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
import java.util.function.ToIntFunction;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Conversations: opened by guests, seen by those who take part, told to whom it concerns once they are stored. */
@Service
@RequiredArgsConstructor
public class ChatService {

    private static final int MAX_PAGE_BYTES = 128 * 1024;
    /** About what a message takes in JSON beside its text; a chat takes twice as much. */
    private static final int BYTES_BESIDE_TEXTS = 300;

    private static final int CLOSE_ATTEMPTS = 10;

    private final OwnerService owners;
    private final GuestService guests;
    private final TokenService tokens;
    private final Chats chats;
    private final Messages messages;
    private final MessageLog log;
    private final ChatSummaries summaries;
    private final ChatRooms rooms;
    private final Clock clock;

    /**
     * Opens a waiting chat for somebody new, or takes a guest back to hers.
     *
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain
     */
    public OpenChat open(NewChat wish) {
        ObjectId ownerId = owners.findIdByDomain(wish.domain())
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        Chat chat = guests.recognize(wish.guestToken(), ownerId)
                .map(guest -> chats.findByGuest(guest.id()))
                .orElseGet(() -> start(ownerId, wish));
        return new OpenChat(
                new ChatMember(chat.id(), ownerId, Role.GUEST, chat.guestId()),
                tokens.issueToGuest(chat.guestId(), chat.domain()));
    }

    /** @throws RequestException {@code NOT_FOUND} for a chat that does not exist, and for one that is none of theirs */
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
        List<Message> page = new ArrayList<>(page(found, query.limit(), ChatService::bytes));
        if (backwards) {
            Collections.reverse(page);
        }
        boolean more = page.size() < found.size();
        boolean endsWithNewest = !page.isEmpty() && (backwards ? query.seq() == Long.MAX_VALUE : !more);
        long lastSeq = endsWithNewest ? page.get(page.size() - 1).seq() : messages.lastSeq(chatId);
        return new History(page, lastSeq, more);
    }

    public ChatPage list(OwnerPrincipal owner, ChatListQuery query) {
        summaries.flush(owner.id());
        List<ChatView> found = chats.list(owner.id(), query.status(), query.limit() + 1, query.before()).stream()
                .map(ChatView::of)
                .toList();
        List<ChatView> page = page(found, query.limit(), ChatService::bytes);
        boolean more = page.size() < found.size();
        return new ChatPage(
                page, more ? ChatCursor.of(page.get(page.size() - 1)).toString() : null);
    }

    /** Closes a chat after all that was said so far; whoever writes later opens it again. */
    public void close(ChatMember member) {
        for (int attempt = 1; attempt <= CLOSE_ATTEMPTS; attempt++) {
            Chat chat = summaries.refresh(chats.load(member.getChatId()).orElseThrow(ChatService::noSuchChat));
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

    private Chat start(ObjectId ownerId, NewChat wish) {
        Guest guest = guests.welcome(
                ownerId, wish.domain().value(), wish.name(), wish.email().value());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Chat chat = new Chat(
                new ObjectId(),
                ownerId,
                guest.id(),
                guest.domain(),
                new Chat.ChatGuest(guest.name(), guest.email(), guest.verified()),
                wish.visit(),
                now,
                0,
                ChatStatus.WAITING,
                0,
                null,
                now,
                0,
                0);
        chats.insert(chat);
        rooms.announce(new Push.ChatOpened(ownerId, ChatView.of(chat)));
        return chat;
    }

    private static @Nullable ChatMember member(Principal principal, Chat chat) {
        if (principal instanceof OwnerPrincipal owner && owner.id().equals(chat.ownerId())) {
            return new ChatMember(chat.id(), chat.ownerId(), Role.OWNER, owner.id());
        }
        if (principal instanceof GuestPrincipal guest && guest.id().equals(chat.guestId())) {
            return new ChatMember(chat.id(), chat.ownerId(), Role.GUEST, guest.id());
        }
        return null;
    }

    /** As many as fit a page, and one at least. */
    private static <T> List<T> page(List<T> found, int limit, ToIntFunction<T> bytes) {
        int size = 0;
        int total = 0;
        while (size < Math.min(limit, found.size())) {
            total += bytes.applyAsInt(found.get(size));
            if (total > MAX_PAGE_BYTES && size > 0) {
                break;
            }
            size++;
        }
        return found.subList(0, size);
    }

    private static int bytes(Message message) {
        return BYTES_BESIDE_TEXTS + InputText.jsonLength(message.message());
    }

    private static int bytes(ChatView chat) {
        int texts = InputText.jsonLength(chat.guest().name())
                + InputText.jsonLength(chat.guest().email())
                + InputText.jsonLength(chat.domain())
                + (chat.lastMessage() == null
                        ? 0
                        : InputText.jsonLength(chat.lastMessage().message()));
        Visit visit = chat.visit();
        int visited = visit == null
                ? 0
                : InputText.jsonLength(visit.page())
                        + InputText.jsonLength(visit.referrer())
                        + InputText.jsonLength(visit.locale());
        return 2 * BYTES_BESIDE_TEXTS + texts + visited;
    }
}
