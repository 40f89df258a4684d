package dev.porchlight.socket;

import static java.util.Map.entry;

import dev.porchlight.chat.ChangesQuery;
import dev.porchlight.chat.ChatChanges;
import dev.porchlight.chat.ChatListQuery;
import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatOpener;
import dev.porchlight.chat.ChatPage;
import dev.porchlight.chat.ChatService;
import dev.porchlight.chat.Moderation;
import dev.porchlight.chat.OpenChatRequest;
import dev.porchlight.chat.OpenedChat;
import dev.porchlight.chat.RatingService;
import dev.porchlight.chat.message.History;
import dev.porchlight.chat.message.HistoryQuery;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.chat.view.ChangedChat;
import dev.porchlight.chat.view.MessageView;
import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.site.PublicSites;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/**
 * The events of the protocol. Each reads its payload whole before it asks who is there, so that a malformed request is
 * {@code INVALID} whoever sent it.
 */
@Component
@RequiredArgsConstructor
final class ChatSocketController {

    private final ChatOpener reception;
    private final ChatService chats;
    private final Moderation moderation;
    private final RatingService ratings;
    private final PublicSites sites;
    private final SocketRooms rooms;
    private final Clock clock;

    private final Map<String, Handler> handlers = Map.ofEntries(
            entry("getSite", this::getSite),
            entry("getNewChat", this::getNewChat),
            entry("newMessage", this::newMessage),
            entry("getChatMessages", this::getChatMessages),
            entry("getWaitingChats", request -> listChats(request, ChatStatus.WAITING)),
            entry("getActiveChats", request -> listChats(request, ChatStatus.ACTIVE)),
            entry("getClosedChats", request -> listChats(request, ChatStatus.CLOSED)),
            entry("getChats", this::getChats),
            entry("markRead", this::markRead),
            entry("typing", this::typing),
            entry("closeChat", this::closeChat),
            entry("rateChat", this::rateChat),
            entry("deleteChat", this::deleteChat),
            entry("banGuest", this::banGuest),
            entry("unbanGuest", this::unbanGuest),
            entry("checkConnection", request -> "connected"));

    private interface Handler {
        Object reply(SocketRequest request);
    }

    boolean serves(String event) {
        return handlers.containsKey(event);
    }

    /** Whether its reply needs neither the store nor anything else that may be slow. */
    boolean waitsForNothing(String event) {
        return event.equals("checkConnection");
    }

    /** @throws RequestException for whatever cannot be served */
    Object reply(String event, SocketRequest request) {
        Handler handler = handlers.get(event);
        if (handler == null) {
            throw RequestException.notFound("There is no such event.");
        }
        return handler.reply(request);
    }

    private Envelope getSite(SocketRequest request) {
        Domain domain = Domain.parse(request.getPayload().requireObject().string("domain"));
        return Envelope.success(sites.show(domain, request.getConnection().getSource(), rooms::isOwnerOnline));
    }

    /** The one reply without an envelope: that is how its clients know it. */
    private OpenedChatReply getNewChat(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        RequestSource source = request.getConnection().getSource();
        String email = payload.optionalString("email");
        String name = payload.optionalString("name");
        OpenChatRequest wish = new OpenChatRequest(
                email == null ? null : EmailAddress.parse(email),
                name == null ? null : InputText.line("name", name, OpenChatRequest.MAX_NAME_LENGTH),
                Domain.parse(payload.string("domain")),
                payload.optionalString("guestToken"),
                payload.optionalString("identity"),
                new Visit(
                        payload.optionalString("page"),
                        payload.optionalString("referrer"),
                        payload.optionalString("locale"),
                        payload.optionalString("device"),
                        source.origin()),
                source);
        OpenedChat chat = reception.open(wish);
        request.adopt(chat.guestToken(), chat.guest().getChatId());
        return new OpenedChatReply(
                chat.guestToken(), chat.guest().getChatId(), chat.guest().getId());
    }

    private Envelope newMessage(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        String text = payload.text("message");
        String clientMessageId = payload.optionalUuid("clientMessageId");
        ChatMember sender = request.sender(chatId);
        MessageView message = chats.send(
                sender, text, clientMessageId, request.getConnection().id());
        return Envelope.success("Message added").with("message", message);
    }

    private Envelope getChatMessages(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        HistoryQuery query = HistoryQuery.of(
                payload.optionalLong("skip"),
                payload.optionalLong("limit"),
                payload.optionalLong("after"),
                payload.optionalLong("before"));
        ChatMember reader = request.member(chatId);
        History history = chats.history(reader, query);
        return Envelope.success(history.messages())
                .with("chatId", chatId)
                .with("lastSeq", history.lastSeq())
                .with("more", history.more() ? true : null)
                .with("chatStatus", history.status())
                .with("rating", history.rating())
                .with("ownerReadSeq", history.ownerReadSeq())
                .with("guestReadSeq", history.guestReadSeq())
                .with(
                        "online",
                        new Online(
                                rooms.isOwnerOnline(reader.getOwnerId()),
                                rooms.isGuestOnline(reader.getOwnerId(), chatId)));
    }

    private Envelope listChats(SocketRequest request, ChatStatus status) {
        Payload payload = request.getPayload().requireObject();
        ChatListQuery query = ChatListQuery.of(status, payload.optionalLong("limit"), payload.optionalString("before"));
        OwnerPrincipal owner = request.owner();
        ChatPage page = chats.list(owner, query);
        return Envelope.success(page.chats())
                .with("next", page.next())
                .with("cursor", page.cursor())
                .with("online", online(owner, page.chats()));
    }

    private Envelope getChats(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ChangesQuery query = ChangesQuery.of(payload.optionalString("since"), payload.optionalLong("limit"));
        OwnerPrincipal owner = request.owner();
        ChatChanges changes = chats.changes(owner, query);
        return Envelope.success(changes.chats())
                .with("cursor", changes.cursor())
                .with("more", changes.more() ? true : null)
                .with("online", online(owner, changes.chats()));
    }

    /** Which of these chats' guests are there. */
    private List<ObjectId> online(OwnerPrincipal owner, List<? extends ChangedChat> listed) {
        return listed.stream()
                .map(ChangedChat::id)
                .filter(chatId -> rooms.isGuestOnline(owner.id(), chatId))
                .toList();
    }

    private Envelope markRead(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        long seq = payload.positiveLong("seq");
        ChatMember reader = request.member(chatId);
        chats.markRead(reader, seq, request.getConnection().id());
        return Envelope.success("Marked as read").with("chatId", chatId);
    }

    private Envelope typing(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        boolean typing = payload.optionalBoolean("typing", true);
        ChatMember member = request.member(chatId);
        if (request.getConnection().maySignal(clock.instant())) {
            chats.typing(member, typing, request.getConnection().id());
        }
        return Envelope.success("Told").with("chatId", chatId);
    }

    private Envelope closeChat(SocketRequest request) {
        ObjectId chatId = request.getPayload().requireObject().objectId("chatId");
        ChatMember member = request.member(chatId);
        chats.close(member);
        return Envelope.success("Chat closed").with("chatId", chatId);
    }

    private Envelope rateChat(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        Rating.Value value = Rating.Value.parse(payload.string("rating"));
        String comment = payload.optionalString("comment");
        String said = comment == null ? null : InputText.lines("comment", comment, Rating.MAX_COMMENT_LENGTH);
        ratings.rate(request.guestOf(chatId), value, said);
        return Envelope.success("Chat rated").with("chatId", chatId);
    }

    private Envelope deleteChat(SocketRequest request) {
        return moderate(request, moderation::delete, "Chat deleted");
    }

    private Envelope banGuest(SocketRequest request) {
        return moderate(request, moderation::ban, "Guest banned");
    }

    private Envelope unbanGuest(SocketRequest request) {
        return moderate(request, moderation::unban, "Guest may write again");
    }

    private static Envelope moderate(SocketRequest request, Consumer<ChatMember> action, String done) {
        ObjectId chatId = request.getPayload().requireObject().objectId("chatId");
        action.accept(request.ownerOf(chatId));
        return Envelope.success(done).with("chatId", chatId);
    }

    private record Online(boolean owner, boolean guest) {}

    private record OpenedChatReply(String guestToken, ObjectId chatId, ObjectId guestId) {}
}
