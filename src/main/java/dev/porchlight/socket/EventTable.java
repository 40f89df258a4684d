package dev.porchlight.socket;

import static java.util.Map.entry;

import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.error.RequestException;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.request.ChatRequest;
import dev.porchlight.socket.request.GetChatMessagesRequest;
import dev.porchlight.socket.request.GetChatsRequest;
import dev.porchlight.socket.request.GetNewChatRequest;
import dev.porchlight.socket.request.GetSiteRequest;
import dev.porchlight.socket.request.ListChatsRequest;
import dev.porchlight.socket.request.MarkReadRequest;
import dev.porchlight.socket.request.NewMessageRequest;
import dev.porchlight.socket.request.Payload;
import dev.porchlight.socket.request.RateChatRequest;
import dev.porchlight.socket.request.TypingRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * The events of the protocol: what each is bound to and which method handles it. A request is bound whole before its token
 * is verified, so that a malformed one is {@code INVALID} for any sender.
 */
@Component
final class EventTable {

    private static final String CHECK_CONNECTION = "checkConnection";

    private final Map<String, Handler> handlers;

    private interface Handler {
        Object handle(Connection connection, Payload payload);
    }

    EventTable(VisitorSocketController visitors, ChatSocketController chats, OwnerSocketController owners) {
        handlers = Map.ofEntries(
                entry(CHECK_CONNECTION, (connection, payload) -> "connected"),
                entry("getSite", anonymous(GetSiteRequest::parse, visitors::getSite)),
                entry("getNewChat", anonymous(GetNewChatRequest::parse, visitors::getNewChat)),
                entry("newMessage", authenticated(NewMessageRequest::parse, chats::newMessage)),
                entry("getChatMessages", authenticated(GetChatMessagesRequest::parse, chats::getChatMessages)),
                entry("markRead", authenticated(MarkReadRequest::parse, chats::markRead)),
                entry("typing", authenticated(TypingRequest::parse, chats::typing)),
                entry("closeChat", authenticated(ChatRequest::parse, chats::closeChat)),
                entry("rateChat", authenticated(RateChatRequest::parse, chats::rateChat)),
                entry(
                        "getWaitingChats",
                        authenticated(ListChatsRequest.parserOf(ChatStatus.WAITING), owners::listChats)),
                entry("getActiveChats", authenticated(ListChatsRequest.parserOf(ChatStatus.ACTIVE), owners::listChats)),
                entry("getClosedChats", authenticated(ListChatsRequest.parserOf(ChatStatus.CLOSED), owners::listChats)),
                entry("getChats", authenticated(GetChatsRequest::parse, owners::getChats)),
                entry("deleteChat", authenticated(ChatRequest::parse, owners::deleteChat)),
                entry("banGuest", authenticated(ChatRequest::parse, owners::banGuest)),
                entry("unbanGuest", authenticated(ChatRequest::parse, owners::unbanGuest)));
    }

    private static <R> Handler anonymous(Function<Payload, R> parse, BiFunction<R, Connection, Object> handle) {
        return (connection, payload) -> handle.apply(parse.apply(payload.requireObject()), connection);
    }

    private static <R> Handler authenticated(Function<Payload, R> parse, BiFunction<R, Caller, Object> handle) {
        return (connection, payload) -> {
            R request = parse.apply(payload.requireObject());
            Caller caller = new Caller(connection, payload.optionalString("token"));
            return handle.apply(request, caller);
        };
    }

    Set<String> names() {
        return handlers.keySet();
    }

    boolean has(String event) {
        return handlers.containsKey(event);
    }

    /** Whether an I/O thread may handle it: it uses neither the store nor anything else that may block. */
    boolean isNonBlocking(String event) {
        return event.equals(CHECK_CONNECTION);
    }

    /**
     * Binds and handles a request; blocks as long as the store does.
     *
     * @return the body of the reply
     * @throws RequestException for a request that is malformed, not authorized or cannot be served
     */
    Object handle(String event, Connection connection, Payload payload) {
        Handler handler = handlers.get(event);
        if (handler == null) {
            throw RequestException.notFound("There is no such event.");
        }
        return handler.handle(connection, payload);
    }
}
