package dev.porchlight.socket;

import dev.porchlight.chat.ChatOpener;
import dev.porchlight.chat.OpenedChat;
import dev.porchlight.error.Envelope;
import dev.porchlight.site.PublicSites;
import dev.porchlight.socket.broker.Presence;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.request.GetNewChatRequest;
import dev.porchlight.socket.request.GetSiteRequest;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Events that need no token. */
@Component
@RequiredArgsConstructor
final class VisitorSocketController {

    private final PublicSites sites;
    private final ChatOpener opener;
    private final SocketAuthorizer authorizer;
    private final Presence presence;

    /** The one reply without an envelope, as its clients expect. */
    private record OpenedChatReply(String guestToken, ObjectId chatId, ObjectId guestId) {}

    Envelope getSite(GetSiteRequest request, Connection connection) {
        return Envelope.success(sites.show(request.domain(), connection.getSource(), presence::isOwnerOnline));
    }

    OpenedChatReply getNewChat(GetNewChatRequest request, Connection connection) {
        OpenedChat chat = opener.open(request.toOpenChatRequest(connection.getSource()));
        ObjectId chatId = chat.guest().getChatId();
        authorizer.admit(connection, chat.guestToken(), chatId);
        return new OpenedChatReply(chat.guestToken(), chatId, chat.guest().getId());
    }
}
