package dev.porchlight.socket.request;

import dev.porchlight.chat.model.Rating;
import dev.porchlight.validation.InputText;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * {@code rateChat}.
 *
 * @param comment up to {@value Rating#MAX_COMMENT_LENGTH} characters, in lines
 */
public record RateChatRequest(
        ObjectId chatId, Rating.Value rating, @Nullable String comment) {

    public static RateChatRequest parse(Payload payload) {
        ObjectId chatId = payload.objectId("chatId");
        Rating.Value rating = Rating.Value.parse(payload.string("rating"));
        String comment = payload.optionalString("comment");
        return new RateChatRequest(
                chatId,
                rating,
                comment == null ? null : InputText.lines("comment", comment, Rating.MAX_COMMENT_LENGTH));
    }
}
