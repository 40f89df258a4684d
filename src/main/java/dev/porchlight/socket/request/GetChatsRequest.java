package dev.porchlight.socket.request;

import dev.porchlight.chat.ChangesQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code getChats}.
 *
 * @param since the {@code cursor} of an earlier reply
 */
public record GetChatsRequest(
        @Nullable String since, @Nullable Long limit) {

    public GetChatsRequest {
        ChangesQuery.of(since, limit);
    }

    public static GetChatsRequest parse(Payload payload) {
        return new GetChatsRequest(payload.optionalString("since"), payload.optionalLong("limit"));
    }

    public ChangesQuery query() {
        return ChangesQuery.of(since, limit);
    }
}
