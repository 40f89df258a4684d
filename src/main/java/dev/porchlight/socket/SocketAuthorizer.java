package dev.porchlight.socket;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatService;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.site.OriginLock;
import dev.porchlight.socket.broker.Subscriptions;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/**
 * Authorizes socket requests, always in this order: authenticate the token, take from the principal's rate limit, check
 * the role, authorize for the chat, check the origin lock, subscribe. Runs on a worker thread and blocks as long as the
 * store does. Each method throws {@code UNAUTHORIZED} for a token that is not valid, {@code RATE_LIMITED},
 * {@code FORBIDDEN} for the wrong role, a banned guest or a foreign page, {@code NOT_FOUND} for a chat that is not theirs.
 */
@Component
@RequiredArgsConstructor
final class SocketAuthorizer {

    private final Authenticator authenticator;
    private final RequestLimits limits;
    private final ChatService chats;
    private final OriginLock originLock;
    private final Subscriptions subscriptions;

    private record Authentication(Connection connection, String token, Principal principal) {}

    OwnerPrincipal authorizeOwner(Caller caller) {
        Authentication authentication = authenticate(caller);
        limitRequests(authentication);
        return requireOwner(authentication);
    }

    /** The owner of a chat. */
    ChatMember authorizeOwner(Caller caller, ObjectId chatId) {
        Authentication authentication = authenticate(caller);
        limitRequests(authentication);
        requireOwner(authentication);
        return enterChat(authentication, chatId);
    }

    /** The guest of a chat, who is subscribed to its room. */
    ChatMember authorizeGuest(Caller caller, ObjectId chatId) {
        Authentication authentication = authenticate(caller);
        limitRequests(authentication);
        requireGuest(authentication);
        return enterChat(authentication, chatId);
    }

    /** The owner or the guest of a chat; a guest is subscribed to its room. */
    ChatMember authorizeMember(Caller caller, ObjectId chatId) {
        Authentication authentication = authenticate(caller);
        limitRequests(authentication);
        return enterChat(authentication, chatId);
    }

    /** As {@link #authorizeMember}, and takes from the sender's message rate limit. */
    ChatMember authorizeSender(Caller caller, ObjectId chatId) {
        Authentication authentication = authenticate(caller);
        limitRequests(authentication);
        ChatMember sender = enterChat(authentication, chatId);
        limits.checkMessage(caller.connection().getSource(), authentication.principal());
        return sender;
    }

    /** Authenticates a connection by the token just issued to a chat's guest, and subscribes it. */
    void admit(Connection connection, String token, ObjectId chatId) {
        enterChat(new Authentication(connection, token, authenticator.authenticate(token)), chatId);
    }

    /** An owner is subscribed to their room as soon as they are authenticated. */
    private Authentication authenticate(Caller caller) {
        Connection connection = caller.connection();
        String token = caller.token() != null ? caller.token() : connection.mostRecentToken();
        if (token == null) {
            throw RequestException.unauthorized("Please send your token.");
        }
        try {
            Principal principal = connection.reuse(token);
            if (principal == null) {
                principal = authenticator.authenticate(token);
                subscriptions.add(connection, token, principal);
            }
            // Again after it was added: a log-out at the same time has closed only the connections that it found.
            authenticator.requireActive(principal);
            return new Authentication(connection, token, principal);
        } catch (RequestException e) {
            subscriptions.remove(connection, token);
            throw e;
        }
    }

    private void limitRequests(Authentication authentication) {
        limits.checkRequest(authentication.connection().getSource(), authentication.principal());
    }

    private static OwnerPrincipal requireOwner(Authentication authentication) {
        if (authentication.principal() instanceof OwnerPrincipal owner) {
            return owner;
        }
        throw RequestException.forbidden("Only owners may ask this.");
    }

    private static void requireGuest(Authentication authentication) {
        if (!(authentication.principal() instanceof GuestPrincipal)) {
            throw RequestException.forbidden("Only guests may ask this.");
        }
    }

    private ChatMember enterChat(Authentication authentication, ObjectId chatId) {
        Connection connection = authentication.connection();
        Principal principal = authentication.principal();
        try {
            ChatMember member = chats.authorize(principal, chatId);
            checkOrigin(authentication, member);
            subscriptions.subscribe(connection, authentication.token(), principal, member);
            // Again after it was subscribed: a ban at the same time has unsubscribed only the connections that it
            // found.
            return chats.authorize(principal, chatId);
        } catch (RequestException e) {
            // Banned, or on a page that the site was locked against since.
            if (e.getCode() == ErrorCode.FORBIDDEN) {
                subscriptions.unsubscribeGuest(connection, chatId);
            }
            throw e;
        }
    }

    private void checkOrigin(Authentication authentication, ChatMember member) {
        if (authentication.principal() instanceof GuestPrincipal guest) {
            originLock.requireAllowed(
                    member.getOwnerId(),
                    guest.domain(),
                    authentication.connection().getSource());
        }
    }
}
