package dev.porchlight.chat;

import java.util.List;

/**
 * A page of messages in order.
 *
 * @param lastSeq the chat's newest, on this page or not; 0 if it has none
 * @param more whether the page ended before the messages asked for did
 * @param ownerReadSeq how far the owner has read; {@code guestReadSeq} likewise
 */
public record History(List<Message> messages, long lastSeq, boolean more, long ownerReadSeq, long guestReadSeq) {}
