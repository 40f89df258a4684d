package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.ChatView;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.site.OriginLock;
import dev.porchlight.site.SiteService;
import dev.porchlight.site.widget.PreChatForm;
import dev.porchlight.site.widget.WidgetConfigs;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Where guests come in: to a chat of their own, the same one each time. */
@Service
@RequiredArgsConstructor
public class ChatOpener {

    private final SiteService sites;
    private final GuestService guests;
    private final VerifiedGuests verifiedGuests;
    private final AddressBans bans;
    private final TokenService tokens;
    private final OriginLock lock;
    private final RequestLimits limits;
    private final WidgetConfigs widgets;
    private final ChatRepository chats;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Opens a waiting chat for somebody new, or takes a guest back to hers.
     *
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain, {@code UNAUTHORIZED} if the website
     *     does not vouch for the guest as the wish says, {@code FORBIDDEN} if the website is locked to other pages or
     *     the guest or the address is banned there, {@code INVALID} if somebody new does not say what the website asks;
     *     {@code RATE_LIMITED}
     */
    public OpenedChat open(OpenChatRequest wish) {
        ObjectId ownerId = sites.findOwnerId(wish.domain())
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        lock.requireAllowed(ownerId, wish.domain().value(), wish.source());
        if (bans.isBanned(ownerId, wish.source().address())) {
            throw ChatErrors.banned();
        }
        PreChatForm ask = widgets.of(ownerId).ask();
        OpenChatRequest wanted = wish.asked(ask);
        Chat chat = wish.identity() == null
                ? guests.findByToken(wish.guestToken(), ownerId)
                        .map(guest -> chats.findByGuest(guest.id()))
                        .orElseGet(() -> startForSomebodyNew(ownerId, wanted, ask))
                : chatOf(verifiedGuests.guest(ownerId, wanted, wish.identity()), wanted, ask);
        if (chat.isBanned()) {
            throw ChatErrors.banned();
        }
        revisit(chat, wish.visit());
        bans.recordAddress(ownerId, chat.guestId(), wish.source().address());
        return new OpenedChat(
                new ChatMember(chat.id(), ownerId, Role.GUEST, chat.guestId()),
                tokens.issueToGuest(chat.guestId(), chat.domain()));
    }

    private Chat startForSomebodyNew(ObjectId ownerId, OpenChatRequest wish, PreChatForm ask) {
        Guest newcomer = guests.newGuest(ownerId, wish.domain().value(), wish.name(), wish.emailValue());
        admit(newcomer, wish, ask);
        return start(newcomer, wish);
    }

    /** Before anything is stored of somebody new. */
    private void admit(Guest newcomer, OpenChatRequest wish, PreChatForm ask) {
        ask.require(newcomer.name(), newcomer.email());
        limits.checkNewChat(wish.source());
    }

    /** Somebody who comes back may do so from another page. */
    private void revisit(Chat chat, Visit visit) {
        Visit latest = chat.visit() == null ? visit : chat.visit().then(visit);
        if (!latest.equals(chat.visit())) {
            chats.revisit(chat.id(), latest);
            chats.load(chat.id()).map(Push.ChatUpdated::of).ifPresent(events::publishEvent);
        }
    }

    /** The same for every device of this guest, and for two that ask at once. */
    private Chat chatOf(Guest vouchedFor, OpenChatRequest wish, PreChatForm ask) {
        Guest known = guests.findBySubject(vouchedFor);
        Chat chat = known == null ? null : chats.findByGuest(known.id());
        if (chat != null) {
            return chat;
        }
        admit(vouchedFor, wish, ask);
        if (known != null) {
            // Her chat is just being deleted, and she with it.
            guests.erase(known.id());
        }
        try {
            return start(vouchedFor, wish);
        } catch (DuplicateKeyException meanwhile) {
            Guest same = guests.findBySubject(vouchedFor);
            Chat theirs = same == null ? null : chats.findByGuest(same.id());
            if (theirs == null) {
                throw meanwhile;
            }
            return theirs;
        }
    }

    /** Stores the chat first: without a guest it is deleted as any other, and a guest without a chat would never be. */
    private Chat start(Guest guest, OpenChatRequest wish) {
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
                now,
                0,
                0,
                null,
                null);
        chats.insert(chat);
        try {
            guests.store(guest);
        } catch (DuplicateKeyException meanwhile) {
            chats.bury(chat);
            throw meanwhile;
        }
        events.publishEvent(new Push.ChatOpened(chat.ownerId(), ChatView.of(chat)));
        return chat;
    }
}
