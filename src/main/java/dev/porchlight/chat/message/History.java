package dev.porchlight.chat.message;

import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.view.MessageView;
import dev.porchlight.chat.view.RatingView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of messages in order.
 *
 * @param lastSeq the chat's newest, on this page or not; 0 if it has none
 * @param more whether the page ended before the messages asked for did
 * @param status the chat's
 * @param rating the chat's, if its guest gave one
 * @param ownerReadSeq how far the owner has read; {@code guestReadSeq} likewise
 */
public record History(
        List<MessageView> messages,
        long lastSeq,
        boolean more,
        ChatStatus status,
        @Nullable RatingView rating,
        long ownerReadSeq,
        long guestReadSeq) {}
