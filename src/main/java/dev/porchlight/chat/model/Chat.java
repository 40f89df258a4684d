package dev.porchlight.chat.model;

import java.time.Instant;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A conversation of one guest with one owner. From {@code status} on, its fields sum up its messages and only ever
 * move forward with them.
 *
 * @param revision how often it was written: of two states of a chat, the one with the higher revision is the later
 * @param updatedAt when it was written last, as it was read; {@link ChatRepository} moves it on
 * @param lastSeq how far the messages are summed up
 * @param lastMessage its text cut short
 * @param waitingSince since when it waits; absent if it does not
 * @param ownerReadSeq how far the owner has read; {@code guestReadSeq} likewise
 * @param visit where the guest is, or was last
 * @param bannedAt since when the guest may not write any more, if that is so
 */
@Document("chats")
@CompoundIndex(name = "owner_status_activity", def = "{'ownerId': 1, 'status': 1, 'lastActivityAt': -1, '_id': -1}")
@CompoundIndex(name = "owner_id", def = "{'ownerId': 1, '_id': 1}")
@CompoundIndex(name = "owner_updated", def = "{'ownerId': 1, 'updatedAt': 1, '_id': 1}")
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
        long ownerReadSeq,
        long guestReadSeq,
        @Nullable Instant bannedAt,
        @Nullable Rating rating) {

    public Chat {
        if (status != ChatStatus.WAITING) {
            waitingSince = null;
        }
    }

    /** What lists say of the guest. */
    public record ChatGuest(@Nullable String name, @Nullable String email, boolean verified) {

        static final ChatGuest ERASED = new ChatGuest(null, null, false);
    }

    /** This chat after further messages, which follow {@code lastSeq} without a gap. */
    public Chat with(List<Message> further) {
        ChatStatus newStatus = status;
        Instant newest = lastActivityAt;
        Instant waiting = waitingSince;
        long ownerRead = ownerReadSeq;
        long guestRead = guestReadSeq;
        for (Message message : further) {
            ChatStatus before = newStatus;
            newStatus = isOutdone(message) ? before : before.after(message.role());
            waiting = newStatus == before ? waiting : message.sentAt();
            newest = message.sentAt().isAfter(newest) ? message.sentAt() : newest;
            if (message.role() == Role.OWNER) {
                ownerRead = message.seq();
            } else {
                guestRead = message.seq();
            }
        }
        Message last = further.get(further.size() - 1);
        return next(newStatus, last.seq(), LastMessage.of(last), newest, waiting, ownerRead, guestRead);
    }

    /** What a banned guest wrote in the last moment, or was told before, brings the chat back to nobody's list. */
    private boolean isOutdone(Message message) {
        return bannedAt != null
                && (message.role() == Role.GUEST || !message.sentAt().isAfter(bannedAt));
    }

    public Chat with(ChatStatus newStatus) {
        return next(newStatus, lastSeq, lastMessage, lastActivityAt, waitingSince, ownerReadSeq, guestReadSeq);
    }

    public boolean isBanned() {
        return bannedAt != null;
    }

    public boolean isDeleted() {
        return status == ChatStatus.DELETED;
    }

    /** This chat after one side has read it up to a message. */
    public Chat withRead(Role reader, long seq) {
        long ownerRead = reader == Role.OWNER ? seq : ownerReadSeq;
        long guestRead = reader == Role.GUEST ? seq : guestReadSeq;
        return next(status, lastSeq, lastMessage, lastActivityAt, waitingSince, ownerRead, guestRead);
    }

    /** Its place among changes. */
    public ChatCursor change() {
        return new ChatCursor(updatedAt, id);
    }

    public long readSeq(Role reader) {
        return reader == Role.OWNER ? ownerReadSeq : guestReadSeq;
    }

    private Chat next(
            ChatStatus newStatus,
            long newLastSeq,
            @Nullable LastMessage newLastMessage,
            Instant newActivity,
            @Nullable Instant newWaitingSince,
            long ownerRead,
            long guestRead) {
        return new Chat(
                id,
                ownerId,
                guestId,
                domain,
                guest,
                visit,
                createdAt,
                revision + 1,
                updatedAt,
                newStatus,
                newLastSeq,
                newLastMessage,
                newActivity,
                newWaitingSince,
                ownerRead,
                guestRead,
                bannedAt,
                rating);
    }
}
