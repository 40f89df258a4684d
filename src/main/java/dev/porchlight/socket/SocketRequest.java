package dev.porchlight.socket;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatService;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.owner.OriginLock;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;

/** One request of a client: its payload, and who asks. */
@RequiredArgsConstructor
final class SocketRequest {

    @Getter
    private final Connection connection;

    @Getter
    private final Payload payload;

    private final TokenService tokens;
    private final ChatService chats;
    private final SocketRooms rooms;
    private final RequestLimits limits;
    private final OriginLock lock;

    /**
     * Whoever the payload's token names; without one, whoever used this connection last.
     *
     * @throws RequestException {@code UNAUTHORIZED} if it is nobody, or nobody any more; {@code RATE_LIMITED}
     */
    private Principal principal() {
        Principal principal = verified();
        limits.request(connection.getSource(), principal);
        return principal;
    }

    private Principal verified() {
        String token = token();
        try {
            Principal known = connection.recall(token);
            Principal principal = known != null ? known : tokens.verify(token);
            if (known == null) {
                rooms.welcome(connection, token, principal);
            }
            // After it sits here, too: a log-out just now looked for those who do.
            tokens.requireAlive(principal);
            return principal;
        } catch (RequestException e) {
            rooms.forget(connection, token);
            throw e;
        }
    }

    /** @throws RequestException {@code FORBIDDEN} for a guest */
    OwnerPrincipal owner() {
        if (principal() instanceof OwnerPrincipal owner) {
            return owner;
        }
        throw RequestException.forbidden("Only owners may ask this.");
    }

    /** Proves that who asks takes part in the chat, who then hears what is said there. */
    ChatMember member(ObjectId chatId) {
        return member(principal(), token(), chatId);
    }

    /**
     * As above, of the owner.
     *
     * @throws RequestException {@code FORBIDDEN} for a guest
     */
    ChatMember ownerOf(ObjectId chatId) {
        return member(owner(), token(), chatId);
    }

    /**
     * As above, of the guest.
     *
     * @throws RequestException {@code FORBIDDEN} for an owner
     */
    ChatMember guestOf(ObjectId chatId) {
        if (principal() instanceof GuestPrincipal guest) {
            return member(guest, token(), chatId);
        }
        throw RequestException.forbidden("Only guests may ask this.");
    }

    /** As above, of somebody who is about to say something. */
    ChatMember sender(ObjectId chatId) {
        Principal principal = principal();
        ChatMember sender = member(principal, token(), chatId);
        limits.message(connection.getSource(), principal);
        return sender;
    }

    /** Makes the token just issued to a chat's guest the connection's own. */
    void adopt(String token, ObjectId chatId) {
        member(tokens.verify(token), token, chatId);
    }

    private ChatMember member(Principal principal, String token, ObjectId chatId) {
        try {
            ChatMember member = chats.authorize(principal, chatId);
            if (principal instanceof GuestPrincipal guest) {
                lock.check(member.getOwnerId(), guest.domain(), connection.getSource());
            }
            rooms.join(connection, token, principal, member);
            // After it sits here, too: a ban just now looked for those who do.
            return chats.authorize(principal, chatId);
        } catch (RequestException e) {
            // Banned, or on a page that the website was locked against meanwhile.
            if (e.getCode() == ErrorCode.FORBIDDEN) {
                rooms.putOut(connection, chatId);
            }
            throw e;
        }
    }

    private String token() {
        String token = payload.optionalString("token");
        String inForce = token != null ? token : connection.lastToken();
        if (inForce == null) {
            throw RequestException.unauthorized("Please send your token.");
        }
        return inForce;
    }
}
