package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.limit.Limits;
import dev.porchlight.owner.OriginLock;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.token.TokenService;
import dev.porchlight.widget.Ask;
import dev.porchlight.widget.Widgets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Where guests come in: to a chat of their own, the same one each time. */
@Service
@RequiredArgsConstructor
public class Reception {

    private final OwnerService owners;
    private final GuestService guests;
    private final VerifiedGuests verifiedGuests;
    private final AddressBans bans;
    private final TokenService tokens;
    private final OriginLock lock;
    private final Limits limits;
    private final Widgets widgets;
    private final Chats chats;
    private final ChatRooms rooms;
    private final Clock clock;

    /**
     * Opens a waiting chat for somebody new, or takes a guest back to hers.
     *
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain, {@code UNAUTHORIZED} if the website
     *     does not vouch for the guest as the wish says, {@code FORBIDDEN} if the website is locked to other pages or
     *     the guest or the address is banned there, {@code INVALID} if somebody new does not say what the website asks;
     *     {@code RATE_LIMITED}
     */
    public OpenChat open(NewChat wish) {
        ObjectId ownerId = owners.findIdByDomain(wish.domain())
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        lock.check(ownerId, wish.domain().value(), wish.source());
        if (bans.isBanned(ownerId, wish.source().address())) {
            throw ChatService.banned();
        }
        Ask ask = widgets.of(ownerId).ask();
        Chat chat = wish.identity() == null
                ? guests.recognize(wish.guestToken(), ownerId)
                        .map(guest -> chats.findByGuest(guest.id()))
                        .orElseGet(() -> startForSomebodyNew(ownerId, wish, ask))
                : chatOf(verifiedGuests.guest(ownerId, wish, ask, wish.identity()), wish);
        if (chat.isBanned()) {
            throw ChatService.banned();
        }
        revisit(chat, wish.visit());
        bans.seen(ownerId, chat.guestId(), wish.source().address());
        return new OpenChat(
                new ChatMember(chat.id(), ownerId, Role.GUEST, chat.guestId()),
                tokens.issueToGuest(chat.guestId(), chat.domain()));
    }

    private Chat startForSomebodyNew(ObjectId ownerId, NewChat wish, Ask ask) {
        String name = wish.name(ask);
        String email = wish.email(ask);
        limits.newChat(wish.source());
        return start(guests.welcome(ownerId, wish.domain().value(), name, email), wish);
    }

    /** Somebody who comes back may do so from another page. */
    private void revisit(Chat chat, Visit visit) {
        Visit latest = chat.visit() == null ? visit : chat.visit().then(visit);
        if (!latest.equals(chat.visit())) {
            chats.revisit(chat.id(), latest);
            chats.load(chat.id()).map(Push.ChatUpdated::of).ifPresent(rooms::announce);
        }
    }

    /** The same for every device of this guest, and for two that ask at once. */
    private Chat chatOf(Guest guest, NewChat wish) {
        Chat chat = chats.findByGuest(guest.id());
        if (chat != null) {
            return chat;
        }
        limits.newChat(wish.source());
        try {
            return start(guest, wish);
        } catch (DuplicateKeyException meanwhile) {
            Chat theirs = chats.findByGuest(guest.id());
            if (theirs == null) {
                throw meanwhile;
            }
            return theirs;
        }
    }

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
                null,
                null);
        chats.insert(chat);
        rooms.announce(new Push.ChatOpened(chat.ownerId(), ChatView.of(chat)));
        return chat;
    }
}
