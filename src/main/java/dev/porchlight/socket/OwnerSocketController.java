package dev.porchlight.socket;

import dev.porchlight.chat.ChatChanges;
import dev.porchlight.chat.ChatPage;
import dev.porchlight.chat.ChatService;
import dev.porchlight.chat.Moderation;
import dev.porchlight.chat.view.ChangedChat;
import dev.porchlight.error.Envelope;
import dev.porchlight.socket.broker.Presence;
import dev.porchlight.socket.request.ChatRequest;
import dev.porchlight.socket.request.GetChatsRequest;
import dev.porchlight.socket.request.ListChatsRequest;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Events of owners only. */
@Component
@RequiredArgsConstructor
final class OwnerSocketController {

    /** About as much as a page of chats. */
    private static final int MAX_ALL_ONLINE = 4_000;

    private final SocketAuthorizer authorizer;
    private final ChatService chats;
    private final Moderation moderation;
    private final Presence presence;

    Envelope listChats(ListChatsRequest request, Caller caller) {
        OwnerPrincipal owner = authorizer.authorizeOwner(caller);
        ChatPage page = chats.list(owner, request.query());
        return Envelope.success(page.chats())
                .with("next", page.next())
                .with("cursor", page.cursor())
                .with("online", withGuestOnline(owner, page.chats()));
    }

    Envelope getChats(GetChatsRequest request, Caller caller) {
        OwnerPrincipal owner = authorizer.authorizeOwner(caller);
        ChatChanges changes = chats.changes(owner, request.query());
        return Envelope.success(changes.chats())
                .with("cursor", changes.cursor())
                .with("more", changes.more() ? true : null)
                .with("online", withGuestOnline(owner, changes.chats()))
                .with("allOnline", request.allOnline() ? allOnline(owner) : null);
    }

    private @Nullable List<ObjectId> allOnline(OwnerPrincipal owner) {
        List<ObjectId> online = presence.onlineGuests(owner.id());
        return online.size() > MAX_ALL_ONLINE ? null : online;
    }

    Envelope deleteChat(ChatRequest request, Caller caller) {
        moderation.delete(authorizer.authorizeOwner(caller, request.chatId()));
        return Envelope.success("Chat deleted").with("chatId", request.chatId());
    }

    Envelope banGuest(ChatRequest request, Caller caller) {
        moderation.ban(authorizer.authorizeOwner(caller, request.chatId()));
        return Envelope.success("Guest banned").with("chatId", request.chatId());
    }

    Envelope unbanGuest(ChatRequest request, Caller caller) {
        moderation.unban(authorizer.authorizeOwner(caller, request.chatId()));
        return Envelope.success("Guest may write again").with("chatId", request.chatId());
    }

    private List<ObjectId> withGuestOnline(OwnerPrincipal owner, List<? extends ChangedChat> chats) {
        return chats.stream()
                .map(ChangedChat::id)
                .filter(chatId -> presence.isGuestOnline(owner.id(), chatId))
                .toList();
    }
}
