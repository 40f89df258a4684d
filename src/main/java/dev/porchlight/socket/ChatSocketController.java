package dev.porchlight.socket;

import dev.porchlight.chat.ChatListQuery;
import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatPage;
import dev.porchlight.chat.ChatService;
import dev.porchlight.chat.ChatStatus;
import dev.porchlight.chat.History;
import dev.porchlight.chat.HistoryQuery;
import dev.porchlight.chat.NewChat;
import dev.porchlight.chat.OpenChat;
import dev.porchlight.chat.SentMessage;
import dev.porchlight.chat.Visit;
import dev.porchlight.error.Envelope;
import dev.porchlight.error.InputText;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.Domain;
import dev.porchlight.owner.EmailAddress;
import java.util.Map;
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

    private static final int MAX_NAME_LENGTH = 100;

    private final ChatService chats;

    private final Map<String, Handler> handlers = Map.of(
            "getNewChat",
            this::getNewChat,
            "newMessage",
            this::newMessage,
            "getChatMessages",
            this::getChatMessages,
            "getWaitingChats",
            request -> listChats(request, ChatStatus.WAITING),
            "getActiveChats",
            request -> listChats(request, ChatStatus.ACTIVE),
            "getClosedChats",
            request -> listChats(request, ChatStatus.CLOSED),
            "closeChat",
            this::closeChat,
            "checkConnection",
            request -> "connected");

    private interface Handler {
        Object reply(SocketRequest request);
    }

    /** @throws RequestException for whatever cannot be served */
    Object reply(String event, SocketRequest request) {
        Handler handler = handlers.get(event);
        if (handler == null) {
            throw RequestException.notFound("There is no such event.");
        }
        return handler.reply(request);
    }

    /** The one reply without an envelope: that is how its clients know it. */
    private OpenedChat getNewChat(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        NewChat wish = new NewChat(
                EmailAddress.parse(payload.string("email")),
                InputText.line("name", payload.string("name"), MAX_NAME_LENGTH),
                Domain.parse(payload.string("domain")),
                payload.optionalString("guestToken"),
                new Visit(
                        payload.optionalString("page"),
                        payload.optionalString("referrer"),
                        payload.optionalString("locale")));
        OpenChat chat = chats.open(wish);
        request.adopt(chat.guestToken(), chat.guest());
        return new OpenedChat(
                chat.guestToken(), chat.guest().getChatId(), chat.guest().getId());
    }

    private Envelope newMessage(SocketRequest request) {
        Payload payload = request.getPayload().requireObject();
        ObjectId chatId = payload.objectId("chatId");
        String text = payload.text("message");
        String clientMessageId = payload.optionalUuid("clientMessageId");
        ChatMember sender = request.member(chatId);
        SentMessage sent = chats.send(
                sender, text, clientMessageId, request.getConnection().id());
        return Envelope.success("Message added").with("message", sent.message());
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
                .with("more", history.more() ? true : null);
    }

    private Envelope listChats(SocketRequest request, ChatStatus status) {
        Payload payload = request.getPayload().requireObject();
        ChatListQuery query = ChatListQuery.of(status, payload.optionalLong("limit"), payload.optionalString("before"));
        ChatPage page = chats.list(request.owner(), query);
        return Envelope.success(page.chats()).with("next", page.next());
    }

    private Envelope closeChat(SocketRequest request) {
        ObjectId chatId = request.getPayload().requireObject().objectId("chatId");
        ChatMember member = request.member(chatId);
        chats.close(member);
        return Envelope.success("Chat closed").with("chatId", chatId);
    }

    private record OpenedChat(String guestToken, ObjectId chatId, ObjectId guestId) {}
}
