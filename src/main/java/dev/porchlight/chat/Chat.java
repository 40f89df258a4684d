package dev.porchlight.chat;

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
 * @param lastSeq how far the messages are summed up
 * @param lastMessage its text cut short
 * @param ownerReadSeq how far the owner has read; {@code guestReadSeq} likewise
 */
@Document("chats")
@CompoundIndex(name = "owner_status_activity", def = "{'ownerId': 1, 'status': 1, 'lastActivityAt': -1, '_id': -1}")
record Chat(
        @Id ObjectId id,
        ObjectId ownerId,
        @Indexed(unique = true) ObjectId guestId,
        String domain,
        ChatGuest guest,
        @Nullable Visit visit,
        Instant createdAt,
        ChatStatus status,
        long lastSeq,
        @Nullable LastMessage lastMessage,
        Instant lastActivityAt,
        long ownerReadSeq,
        long guestReadSeq) {

    /** What lists say of the guest. */
    record ChatGuest(String name, String email, boolean verified) {}

    /** This chat after further messages, which follow {@code lastSeq} without a gap. */
    Chat with(List<Message> further) {
        Chat chat = this;
        for (Message message : further) {
            chat = chat.with(message);
        }
        return chat;
    }

    Chat with(ChatStatus newStatus) {
        return new Chat(
                id,
                ownerId,
                guestId,
                domain,
                guest,
                visit,
                createdAt,
                newStatus,
                lastSeq,
                lastMessage,
                lastActivityAt,
                ownerReadSeq,
                guestReadSeq);
    }

    private Chat with(Message next) {
        boolean byOwner = next.role() == Role.OWNER;
        return new Chat(
                id,
                ownerId,
                guestId,
                domain,
                guest,
                visit,
                createdAt,
                status.after(next.role()),
                next.seq(),
                LastMessage.of(next),
                next.sentAt().isAfter(lastActivityAt) ? next.sentAt() : lastActivityAt,
                byOwner ? next.seq() : ownerReadSeq,
                byOwner ? guestReadSeq : next.seq());
    }
}
