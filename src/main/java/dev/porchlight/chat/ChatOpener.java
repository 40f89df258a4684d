package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.AddressBans;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.site.OriginLock;
import dev.porchlight.site.SiteService;
import dev.porchlight.site.widget.PreChatForm;
import dev.porchlight.site.widget.WidgetConfigs;
import dev.porchlight.token.TokenService;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Opens chats: a guest has one, and comes back to the same one each time. */
@Service
@RequiredArgsConstructor
public class ChatOpener {

    private final SiteService sites;
    private final GuestService guests;
    private final GuestVerifier guestVerifier;
    private final AddressBans addressBans;
    private final TokenService tokens;
    private final OriginLock originLock;
    private final RequestLimits limits;
    private final WidgetConfigs widgets;
    private final ChatRepository chats;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Finds the guest's chat, or stores a new guest with a waiting chat.
     *
     * @throws RequestException {@code NOT_FOUND} if no owner serves the domain, {@code UNAUTHORIZED} if the identity is
     *     not signed by the website, {@code FORBIDDEN} if the origin lock refuses the page or the guest or the address
     *     is banned, {@code INVALID} if a new guest does not fill in the pre-chat form, {@code RATE_LIMITED} if too many
     *     chats are opened
     */
    public OpenedChat open(OpenChatRequest asked) {
        OwnerDomain owner = sites.findOwner(asked.domain())
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        ObjectId ownerId = owner.ownerId();
        OpenChatRequest request = asked.at(new Domain(owner.domain()));
        originLock.requireAllowed(ownerId, request.domain().value(), request.source());
        if (addressBans.isBanned(ownerId, request.source().address())) {
            throw ChatErrors.banned();
        }
        PreChatForm form = widgets.of(ownerId).ask();
        Chat chat = findOrOpen(ownerId, request.withoutUnwantedFields(form), form);
        if (chat.isBanned()) {
            throw ChatErrors.banned();
        }
        updateVisit(chat, request.visit());
        addressBans.recordAddress(ownerId, chat.guestId(), request.source().address());
        return new OpenedChat(
                new ChatMember(chat.id(), ownerId, Role.GUEST, chat.guestId()),
                tokens.issueToGuest(chat.guestId(), chat.domain()));
    }

    private Chat findOrOpen(ObjectId ownerId, OpenChatRequest request, PreChatForm form) {
        if (request.identity() != null) {
            Guest guest = guestVerifier.verify(ownerId, request, request.identity());
            return findOrOpenVerified(guest, request, form);
        }
        return guests.findByToken(request.guestToken(), ownerId)
                .flatMap(guest -> chats.findByGuest(guest.id()))
                .orElseGet(() -> openForNewGuest(ownerId, request, form));
    }

    private Chat openForNewGuest(ObjectId ownerId, OpenChatRequest request, PreChatForm form) {
        Guest guest = guests.newGuest(ownerId, request.domain().value(), request.name(), request.emailValue());
        requireAdmission(guest, request, form);
        return store(guest, request);
    }

    /** The same chat for every device of this guest, and for two requests at the same time. */
    private Chat findOrOpenVerified(Guest guest, OpenChatRequest request, PreChatForm form) {
        Guest known = guests.findBySubject(guest);
        Optional<Chat> chat = known == null ? Optional.empty() : chats.findByGuest(known.id());
        if (chat.isPresent()) {
            return chat.get();
        }
        requireAdmission(guest, request, form);
        if (known != null) {
            // A guest without a chat: it is being deleted, and the guest with it.
            guests.erase(known.id());
        }
        try {
            return store(guest, request);
        } catch (DuplicateKeyException anotherRequestWasFirst) {
            return Optional.ofNullable(guests.findBySubject(guest))
                    .flatMap(same -> chats.findByGuest(same.id()))
                    .orElseThrow(() -> anotherRequestWasFirst);
        }
    }

    /** Comes before anything of a new guest is stored. */
    private void requireAdmission(Guest guest, OpenChatRequest request, PreChatForm form) {
        form.require(guest.name(), guest.email());
        limits.checkNewChat(request.source());
    }

    /** A guest who comes back may do so from another page. */
    private void updateVisit(Chat chat, Visit visit) {
        Visit latest = chat.visit() == null ? visit : chat.visit().updatedBy(visit);
        if (!latest.equals(chat.visit())) {
            chats.setVisit(chat.id(), latest);
            chats.find(chat.id()).map(Push.ChatUpdated::of).ifPresent(events::publishEvent);
        }
    }

    /**
     * Stores the chat first: if the process dies between the two, a chat without a guest is deleted like any other; a
     * guest without a chat would stay for ever.
     */
    private Chat store(Guest guest, OpenChatRequest request) {
        Chat chat = newChat(guest, request.visit());
        chats.insert(chat);
        try {
            guests.store(guest);
        } catch (DuplicateKeyException anotherRequestWasFirst) {
            chats.markDeleted(chat.id());
            throw anotherRequestWasFirst;
        }
        events.publishEvent(new Push.ChatOpened(chat.ownerId(), ChatView.of(chat)));
        return chat;
    }

    private Chat newChat(Guest guest, Visit visit) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Chat.builder()
                .id(new ObjectId())
                .ownerId(guest.ownerId())
                .guestId(guest.id())
                .domain(guest.domain())
                .guest(new Chat.ChatGuest(guest.name(), guest.email(), guest.verified()))
                .visit(visit)
                .createdAt(now)
                .updatedAt(now)
                .status(ChatStatus.WAITING)
                .lastActivityAt(now)
                .waitingSince(now)
                .build();
    }
}
