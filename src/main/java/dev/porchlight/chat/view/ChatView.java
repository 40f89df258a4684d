package dev.porchlight.chat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.LastMessage;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.validation.InputText;
import java.time.Instant;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A chat as its owner sees it.
 *
 * @param revision grows with every change: of two views of a chat, the one with the higher revision is the later
 * @param unread how many messages came after the last that the owner has read
 * @param guestReadSeq how far the guest has read
 * @param waitingSince left out if the owner wrote last, or the chat is not open
 * @param closedBy left out unless the chat is closed, and if it closed by itself
 * @param bannedAt since when the guest may not write any more; left out if they may
 * @param rating left out if the guest gave none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatView(
        @JsonProperty("_id") ObjectId id,
        GuestView guest,
        String domain,
        ChatStatus status,
        long revision,
        long lastSeq,
        @Nullable LastMessageView lastMessage,
        long unread,
        long guestReadSeq,
        Instant lastActivityAt,
        @Nullable Instant waitingSince,
        @Nullable Role closedBy,
        Instant createdAt,
        @Nullable Instant bannedAt,
        @Nullable RatingView rating,
        @JsonUnwrapped @Nullable VisitView visit)
        implements ChangedChat {

    /** About what a chat takes in JSON beside its texts. */
    private static final int BYTES_BESIDE_TEXTS = 650;

    /** @param name left out if the guest gave none, as is {@code email} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GuestView(
            @JsonProperty("_id") ObjectId id,
            @Nullable String name,
            @Nullable String email,
            boolean verified) {

        private static GuestView of(Chat chat) {
            return new GuestView(
                    chat.guestId(),
                    chat.guest().name(),
                    chat.guest().email(),
                    chat.guest().verified());
        }

        private Stream<@Nullable String> texts() {
            return Stream.of(name, email);
        }
    }

    /** @param message its text cut short */
    public record LastMessageView(
            @JsonProperty("_id") ObjectId id, long seq, ObjectId from, Role role, String message, Instant sentAt) {

        private static @Nullable LastMessageView of(@Nullable LastMessage last) {
            return last == null
                    ? null
                    : new LastMessageView(
                            last.id(), last.seq(), last.from(), last.role(), last.message(), last.sentAt());
        }
    }

    /** Where the guest is, or was last; what is unknown is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VisitView(
            @Nullable String page,
            @Nullable String referrer,
            @Nullable String locale,
            @Nullable String device,
            @Nullable String origin) {

        private static @Nullable VisitView of(@Nullable Visit visit) {
            return visit == null
                    ? null
                    : new VisitView(visit.page(), visit.referrer(), visit.locale(), visit.device(), visit.origin());
        }

        private Stream<@Nullable String> texts() {
            return Stream.of(page, referrer, locale, device, origin);
        }
    }

    public static ChatView of(Chat chat) {
        return new ChatView(
                chat.id(),
                GuestView.of(chat),
                chat.domain(),
                chat.status(),
                chat.revision(),
                chat.lastSeq(),
                LastMessageView.of(chat.lastMessage()),
                Math.max(0, chat.lastSeq() - chat.ownerReadSeq()),
                chat.guestReadSeq(),
                chat.lastActivityAt(),
                chat.waitingSince(),
                chat.closedBy(),
                chat.createdAt(),
                chat.bannedAt(),
                RatingView.of(chat.rating()),
                VisitView.of(chat.visit()));
    }

    @Override
    public int estimatedJsonBytes() {
        Stream<@Nullable String> texts = Stream.concat(guest.texts(), Stream.of(domain));
        if (lastMessage != null) {
            texts = Stream.concat(texts, Stream.of(lastMessage.message()));
        }
        if (rating != null) {
            texts = Stream.concat(texts, Stream.ofNullable(rating.comment()));
        }
        if (visit != null) {
            texts = Stream.concat(texts, visit.texts());
        }
        return BYTES_BESIDE_TEXTS + texts.mapToInt(InputText::jsonLength).sum();
    }
}
