package dev.porchlight.socket;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatService;
import dev.porchlight.chat.RatingService;
import dev.porchlight.chat.message.History;
import dev.porchlight.chat.view.MessageView;
import dev.porchlight.error.Envelope;
import dev.porchlight.socket.broker.Presence;
import dev.porchlight.socket.request.ChatRequest;
import dev.porchlight.socket.request.GetChatMessagesRequest;
import dev.porchlight.socket.request.MarkReadRequest;
import dev.porchlight.socket.request.NewMessageRequest;
import dev.porchlight.socket.request.RateChatRequest;
import dev.porchlight.socket.request.TypingRequest;
import java.time.Clock;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Events of the members of a chat. */
@Component
@RequiredArgsConstructor
final class ChatSocketController {

    private final SocketAuthorizer authorizer;
    private final ChatService chats;
    private final RatingService ratings;
    private final Presence presence;
    private final Clock clock;

    private record Online(boolean owner, boolean guest) {}

    Envelope newMessage(NewMessageRequest request, Caller caller) {
        ChatMember sender = authorizer.authorizeSender(caller, request.chatId());
        MessageView message = chats.send(
                sender,
                request.message(),
                request.clientMessageId(),
                caller.connection().id());
        return Envelope.success("Message added").with("message", message);
    }

    Envelope getChatMessages(GetChatMessagesRequest request, Caller caller) {
        ChatMember reader = authorizer.authorizeMember(caller, request.chatId());
        History history = chats.history(reader, request.query());
        Online online = new Online(
                presence.isOwnerOnline(reader.getOwnerId()),
                presence.isGuestOnline(reader.getOwnerId(), request.chatId()));
        return Envelope.success(history.messages())
                .with("chatId", request.chatId())
                .with("lastSeq", history.lastSeq())
                .with("more", history.more() ? true : null)
                .with("chatStatus", history.status())
                .with("rating", history.rating())
                .with("ownerReadSeq", history.ownerReadSeq())
                .with("guestReadSeq", history.guestReadSeq())
                .with("online", online);
    }

    Envelope markRead(MarkReadRequest request, Caller caller) {
        ChatMember reader = authorizer.authorizeMember(caller, request.chatId());
        chats.markRead(reader, request.seq(), caller.connection().id());
        return Envelope.success("Marked as read").with("chatId", request.chatId());
    }

    Envelope typing(TypingRequest request, Caller caller) {
        ChatMember member = authorizer.authorizeMember(caller, request.chatId());
        if (caller.connection().acquireTypingPermit(clock.instant())) {
            chats.typing(member, request.typing(), caller.connection().id());
        }
        return Envelope.success("Told").with("chatId", request.chatId());
    }

    Envelope closeChat(ChatRequest request, Caller caller) {
        chats.close(authorizer.authorizeMember(caller, request.chatId()));
        return Envelope.success("Chat closed").with("chatId", request.chatId());
    }

    Envelope rateChat(RateChatRequest request, Caller caller) {
        ChatMember guest = authorizer.authorizeGuest(caller, request.chatId());
        ratings.rate(guest, request.rating(), request.comment());
        return Envelope.success("Chat rated").with("chatId", request.chatId());
    }
}
