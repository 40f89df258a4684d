package dev.porchlight.chat.export;

import dev.porchlight.cannedreply.CannedReplies;
import dev.porchlight.cannedreply.CannedReply;
import dev.porchlight.chat.export.ExportLines.AccountLine;
import dev.porchlight.chat.export.ExportLines.ChatLine;
import dev.porchlight.chat.export.ExportLines.GuestLine;
import dev.porchlight.chat.export.ExportLines.MessageLine;
import dev.porchlight.chat.export.ExportLines.ReplyLine;
import dev.porchlight.chat.export.ExportLines.SiteLine;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.SiteService;
import dev.porchlight.site.widget.WidgetConfigs;
import dev.porchlight.site.widget.WidgetView;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.OwnerPrincipal;
import java.io.IOException;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/**
 * Reads everything of an owner's site, a page at a time: no cursor is open in the store while the reader takes a page.
 * What is stored meanwhile may be missing, but the messages of a chat have no gap.
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
    private final ChatQueries chats;
    private final MessageRepository messages;
    private final Authenticator authenticator;

    OwnerService.Account account(OwnerPrincipal owner) {
        return owners.account(owner.id()).orElseThrow(() -> RequestException.notFound("There is no such account."));
    }

    /**
     * Blocks until the reader has taken everything.
     *
     * @throws RequestException {@code UNAUTHORIZED} if the owner's session is revoked meanwhile
     * @throws IOException if the reader is gone or too slow
     */
    void write(OwnerPrincipal owner, OwnerService.Account account, ExportWriter lines) throws IOException {
        lines.write("account", AccountLine.of(account));
        lines.write("site", SiteLine.of(sites.load(owner.id())));
        lines.write("widget", WidgetView.of(widgets.of(owner.id())));
        for (CannedReply reply : replies.of(owner.id())) {
            lines.write("reply", ReplyLine.of(reply));
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
                lines.write("guest", GuestLine.of(guest));
            }
        } while (page.size() == PAGE);
    }

    private void writeChats(OwnerPrincipal owner, ExportWriter lines) throws IOException {
        ObjectId last = null;
        List<Chat> page;
        do {
            authenticator.requireActive(owner);
            page = chats.page(owner.id(), last, PAGE);
            for (Chat chat : page) {
                last = chat.id();
                if (!chat.isDeleted()) {
                    writeChat(owner, chat, lines);
                }
            }
        } while (page.size() == PAGE);
    }

    private void writeChat(OwnerPrincipal owner, Chat chat, ExportWriter lines) throws IOException {
        lines.write("chat", ChatLine.of(chat));
        // No further, so that the export ends even if somebody writes all the time.
        long end = messages.lastSeq(chat.id());
        long seq = 0;
        while (seq < end) {
            authenticator.requireActive(owner);
            List<Message> page = messages.after(chat.id(), seq, PAGE);
            for (Message message : page) {
                boolean isGap = message.seq() != seq + 1;
                if (isGap || seq == end) {
                    // A gap means that the chat is being purged.
                    return;
                }
                seq = message.seq();
                lines.write("message", MessageLine.of(message));
            }
            if (page.isEmpty()) {
                return;
            }
        }
    }
}
