package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A chat as its owner sees it.
 *
 * @param revision grows with every change: of two views of a chat, the one with the higher revision is the later
 * @param unread how many messages came after the last that she has read
 * @param guestReadSeq how far the guest has read
 * @param waitingSince left out if it does not wait
 * @param bannedAt since when the guest may not write any more; left out if he may
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
        @Nullable LastMessage lastMessage,
        long unread,
        long guestReadSeq,
        Instant lastActivityAt,
        @Nullable Instant waitingSince,
        Instant createdAt,
        @Nullable Instant bannedAt,
        @Nullable Rating rating,
        @JsonUnwrapped @Nullable Visit visit)
        implements ChangedChat {

    /** @param name left out if the guest gave none, as is {@code email} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GuestView(
            @JsonProperty("_id") ObjectId id,
            @Nullable String name,
            @Nullable String email,
            boolean verified) {}

    public static ChatView of(Chat chat) {
        return new ChatView(
                chat.id(),
                new GuestView(
                        chat.guestId(),
                        chat.guest().name(),
                        chat.guest().email(),
                        chat.guest().verified()),
                chat.domain(),
                chat.status(),
                chat.revision(),
                chat.lastSeq(),
                chat.lastMessage(),
                Math.max(0, chat.lastSeq() - chat.ownerReadSeq()),
                chat.guestReadSeq(),
                chat.lastActivityAt(),
                chat.waitingSince(),
                chat.createdAt(),
                chat.bannedAt(),
                chat.rating(),
                chat.visit());
    }
}
