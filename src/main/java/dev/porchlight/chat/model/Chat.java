package dev.porchlight.chat.model;

import java.time.Instant;
import java.util.List;
import lombok.Builder;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A conversation of one guest with one owner, as it is stored. The fields from {@code status} on are its summary: they
 * follow from its messages and only move forward with them.
 *
 * @param revision how often it was written: of two states of a chat, the one with the higher revision is the later
 * @param updatedAt when it was written last; set by {@link ChatRepository} on each write
 * @param lastSeq the last message that the summary includes
 * @param lastMessage its text cut short
 * @param waitingSince since when the guest waits for an answer; absent if the owner wrote last, or the chat is not open
 * @param closedBy who closed it; absent unless it is closed, and if it closed by itself
 * @param ownerReadSeq how far the owner has read; {@code guestReadSeq} likewise
 * @param visit where the guest is, or was last
 * @param bannedAt since when the guest may not write any more; absent if they may
 */
@Document("chats")
@CompoundIndex(name = "owner_status_activity", def = "{'ownerId': 1, 'status': 1, 'lastActivityAt': -1, '_id': -1}")
@CompoundIndex(name = "owner_id", def = "{'ownerId': 1, '_id': 1}")
@CompoundIndex(name = "owner_updated", def = "{'ownerId': 1, 'updatedAt': 1, '_id': 1}")
@Builder(toBuilder = true)
public record Chat(
        @Id ObjectId id,
        ObjectId ownerId,
        @Indexed(unique = true) ObjectId guestId,
        String domain,
        ChatGuest guest,
        @Nullable Visit visit,
        Instant createdAt,
        long revision,
        Instant updatedAt,
        ChatStatus status,
        long lastSeq,
        @Nullable LastMessage lastMessage,
        Instant lastActivityAt,
        @Nullable Instant waitingSince,
        @Nullable Role closedBy,
        long ownerReadSeq,
        long guestReadSeq,
        @Nullable Instant bannedAt,
        @Nullable Rating rating) {

    public Chat {
        if (status != ChatStatus.WAITING && status != ChatStatus.ACTIVE) {
            waitingSince = null;
        }
        if (status != ChatStatus.CLOSED) {
            closedBy = null;
        }
    }

    /** What lists show of the guest. */
    public record ChatGuest(@Nullable String name, @Nullable String email, boolean verified) {

        static final ChatGuest ANONYMOUS = new ChatGuest(null, null, false);
    }

    /**
     * This chat after further messages.
     *
     * @param messages one or more, which follow {@code lastSeq} without a gap
     */
    public Chat withMessages(List<Message> messages) {
        Chat chat = this;
        for (Message message : messages) {
            chat = chat.withMessage(message);
        }
        Message last = messages.get(messages.size() - 1);
        return chat.next().lastMessage(LastMessage.of(last)).build();
    }

    private Chat withMessage(Message message) {
        ChatStatus newStatus = isOverruledByBan(message) ? status : status.after(message.role());
        ChatBuilder chat = toBuilder().status(newStatus).lastSeq(message.seq());
        if (message.sentAt().isAfter(lastActivityAt)) {
            chat.lastActivityAt(message.sentAt());
        }
        if (message.role() == Role.OWNER) {
            chat.ownerReadSeq(message.seq()).waitingSince(null);
        } else {
            chat.guestReadSeq(message.seq()).waitingSince(waitingSince == null ? message.sentAt() : waitingSince);
        }
        return chat.build();
    }

    /** A message from before the ban, or one that a banned guest just got through, must not open the chat again. */
    private boolean isOverruledByBan(Message message) {
        return bannedAt != null
                && (message.role() == Role.GUEST || !message.sentAt().isAfter(bannedAt));
    }

    /** @param by {@code null} if it closes by itself */
    public Chat closed(@Nullable Role by) {
        return next().status(ChatStatus.CLOSED).closedBy(by).build();
    }

    /** This chat after one side has read it up to a message. */
    public Chat withRead(Role reader, long seq) {
        ChatBuilder read = next();
        if (reader == Role.OWNER) {
            read.ownerReadSeq(seq);
        } else {
            read.guestReadSeq(seq);
        }
        return read.build();
    }

    private ChatBuilder next() {
        return toBuilder().revision(revision + 1);
    }

    public boolean isBanned() {
        return bannedAt != null;
    }

    public boolean isDeleted() {
        return status == ChatStatus.DELETED;
    }

    public long readSeq(Role reader) {
        return reader == Role.OWNER ? ownerReadSeq : guestReadSeq;
    }
}
