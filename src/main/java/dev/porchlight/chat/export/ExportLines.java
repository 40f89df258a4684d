package dev.porchlight.chat.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.porchlight.cannedreply.CannedReply;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.guest.Guest;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.Site;
import java.time.Instant;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The lines of an export, forms of their own: a new stored field is not exported until it is put here. */
final class ExportLines {

    private ExportLines() {}

    record AccountLine(@JsonProperty("_id") ObjectId id, String email, String domain, Instant createdAt) {

        static AccountLine of(OwnerService.Account account) {
            return new AccountLine(account.id(), account.email(), account.domain(), account.createdAt());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SiteLine(
            boolean locked,
            List<String> allowedOrigins,
            @Nullable Integer retentionDays) {

        static SiteLine of(Site site) {
            return new SiteLine(site.locked(), site.allowedOrigins(), site.retentionDays());
        }
    }

    record ReplyLine(String shortcut, String text) {

        static ReplyLine of(CannedReply reply) {
            return new ReplyLine(reply.shortcut(), reply.text());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GuestLine(
            @JsonProperty("_id") ObjectId id,
            String domain,
            @Nullable String name,
            @Nullable String email,
            boolean verified,
            @Nullable String subject,
            Instant createdAt) {

        static GuestLine of(Guest guest) {
            return new GuestLine(
                    guest.id(),
                    guest.domain(),
                    guest.name(),
                    guest.email(),
                    guest.verified(),
                    guest.subject(),
                    guest.createdAt());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChatLine(
            @JsonProperty("_id") ObjectId id,
            ObjectId guestId,
            String domain,
            ChatStatus status,
            Instant createdAt,
            Instant lastActivityAt,
            long ownerReadSeq,
            long guestReadSeq,
            @Nullable Instant bannedAt,
            @Nullable RatingPart rating,
            @JsonUnwrapped @Nullable VisitPart visit) {

        static ChatLine of(Chat chat) {
            return new ChatLine(
                    chat.id(),
                    chat.guestId(),
                    chat.domain(),
                    chat.status(),
                    chat.createdAt(),
                    chat.lastActivityAt(),
                    chat.ownerReadSeq(),
                    chat.guestReadSeq(),
                    chat.bannedAt(),
                    RatingPart.of(chat.rating()),
                    VisitPart.of(chat.visit()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RatingPart(Rating.Value value, @Nullable String comment, Instant ratedAt) {

        private static @Nullable RatingPart of(@Nullable Rating rating) {
            return rating == null ? null : new RatingPart(rating.value(), rating.comment(), rating.ratedAt());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VisitPart(
            @Nullable String page,
            @Nullable String referrer,
            @Nullable String locale,
            @Nullable String device,
            @Nullable String origin) {

        private static @Nullable VisitPart of(@Nullable Visit visit) {
            return visit == null
                    ? null
                    : new VisitPart(visit.page(), visit.referrer(), visit.locale(), visit.device(), visit.origin());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MessageLine(
            @JsonProperty("_id") ObjectId id,
            ObjectId chatId,
            long seq,
            ObjectId from,
            Role role,
            String message,
            Instant sentAt,
            @Nullable String clientMessageId) {

        static MessageLine of(Message message) {
            return new MessageLine(
                    message.id(),
                    message.chatId(),
                    message.seq(),
                    message.from(),
                    message.role(),
                    message.message(),
                    message.sentAt(),
                    message.clientMessageId());
        }
    }
}
