package dev.porchlight.chat.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.porchlight.cannedreply.CannedReplies;
import dev.porchlight.cannedreply.CannedReply;
import dev.porchlight.cannedreply.CannedReplyView;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.SiteService;
import dev.porchlight.site.SiteView;
import dev.porchlight.site.widget.WidgetConfigs;
import dev.porchlight.site.widget.WidgetView;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.OwnerPrincipal;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads everything of an owner's site, a page at a time: nothing is open in the store while a page is on its way. What
 * is written meanwhile may be there or not, but what is there of a chat is whole up to its last message.
 */
@Component
@RequiredArgsConstructor
final class SiteExport {

    private static final int PAGE = 200;

    private final OwnerService owners;
    private final SiteService sites;
    private final WidgetConfigs widgets;
    private final CannedReplies replies;
    private final GuestService guests;
    private final ChatQueries lists;
    private final MessageRepository messages;
    private final Authenticator authenticator;

    private record AccountLine(@JsonProperty("_id") ObjectId id, String email, String domain, Instant createdAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record GuestLine(
            @JsonProperty("_id") ObjectId id,
            String domain,
            @Nullable String name,
            @Nullable String email,
            boolean verified,
            @Nullable String subject,
            Instant createdAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ChatLine(
            @JsonProperty("_id") ObjectId id,
            ObjectId guestId,
            String domain,
            ChatStatus status,
            Instant createdAt,
            Instant lastActivityAt,
            long ownerReadSeq,
            long guestReadSeq,
            @Nullable Instant bannedAt,
            @Nullable Rating rating,
            @JsonUnwrapped @Nullable Visit visit) {}

    OwnerService.Account account(OwnerPrincipal owner) {
        return owners.account(owner.id()).orElseThrow(() -> RequestException.notFound("There is no such account."));
    }

    void write(OwnerPrincipal owner, OwnerService.Account account, ExportWriter lines) throws IOException {
        lines.write("account", new AccountLine(account.id(), account.email(), account.domain(), account.createdAt()));
        lines.write("site", SiteView.of(sites.of(owner.id())));
        lines.write("widget", WidgetView.of(widgets.of(owner.id())));
        for (CannedReply reply : replies.of(owner.id())) {
            lines.write("reply", CannedReplyView.of(reply));
        }
        writeGuests(owner, lines);
        writeChats(owner, lines);
        lines.end();
    }

    private void writeGuests(OwnerPrincipal owner, ExportWriter lines) throws IOException {
        ObjectId last = null;
        List<Guest> page;
        do {
            authenticator.requireActive(owner);
            page = guests.page(owner.id(), last, PAGE);
            for (Guest guest : page) {
                last = guest.id();
                lines.write(
                        "guest",
                        new GuestLine(
                                guest.id(),
                                guest.domain(),
                                guest.name(),
                                guest.email(),
                                guest.verified(),
                                guest.subject(),
                                guest.createdAt()));
            }
        } while (page.size() == PAGE);
    }

    private void writeChats(OwnerPrincipal owner, ExportWriter lines) throws IOException {
        ObjectId last = null;
        List<Chat> page;
        do {
            authenticator.requireActive(owner);
            page = lists.page(owner.id(), last, PAGE);
            for (Chat chat : page) {
                last = chat.id();
                if (!chat.isDeleted()) {
                    writeChat(owner, chat, lines);
                }
            }
        } while (page.size() == PAGE);
    }

    private void writeChat(OwnerPrincipal owner, Chat chat, ExportWriter lines) throws IOException {
        lines.write(
                "chat",
                new ChatLine(
                        chat.id(),
                        chat.guestId(),
                        chat.domain(),
                        chat.status(),
                        chat.createdAt(),
                        chat.lastActivityAt(),
                        chat.ownerReadSeq(),
                        chat.guestReadSeq(),
                        chat.bannedAt(),
                        chat.rating(),
                        chat.visit()));
        // Not further, so that it ends even if somebody writes all the time.
        long end = messages.lastSeq(chat.id());
        long seq = 0;
        while (seq < end) {
            authenticator.requireActive(owner);
            List<Message> page = messages.after(chat.id(), seq, PAGE);
            for (Message message : page) {
                if (message.seq() != seq + 1 || seq == end) {
                    // The chat is being deleted, or this is where the export of it ends.
                    return;
                }
                seq = message.seq();
                lines.write("message", message);
            }
            if (page.isEmpty()) {
                return;
            }
        }
    }
}
