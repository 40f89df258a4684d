package dev.porchlight.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.porchlight.chat.push.Audience;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What processes say to each other. Ids are hexadecimal. One of a type that a process does not know is ignored. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = Void.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClusterMessage.Alive.class, name = "alive"),
    @JsonSubTypes.Type(value = ClusterMessage.Leaving.class, name = "leaving"),
    @JsonSubTypes.Type(value = ClusterMessage.PushesLost.class, name = "pushesLost"),
    @JsonSubTypes.Type(value = ClusterMessage.WhoIsOnline.class, name = "whoIsOnline"),
    @JsonSubTypes.Type(value = ClusterMessage.Online.class, name = "online"),
    @JsonSubTypes.Type(value = ClusterMessage.PresenceChanged.class, name = "presenceChanged"),
    @JsonSubTypes.Type(value = ClusterMessage.Pushed.class, name = "push"),
    @JsonSubTypes.Type(value = ClusterMessage.OwnerSessionsRevoked.class, name = "ownerSessionsRevoked"),
    @JsonSubTypes.Type(value = ClusterMessage.GuestTokensRevoked.class, name = "guestTokensRevoked")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface ClusterMessage {

    /** Sent every second. */
    record Alive() implements ClusterMessage {}

    /** The process stops in order; its clients come to others. */
    record Leaving() implements ClusterMessage {}

    /** Not all that this process published has reached the others. */
    record PushesLost() implements ClusterMessage {}

    /** Asks all other processes for {@link Online}. @param ownerId whose guests; {@code null} for all owners */
    record WhoIsOnline(@Nullable String ownerId) implements ClusterMessage {}

    /**
     * Who is online in this process: nobody else.
     *
     * @param ownerId whose guests; {@code null} for all owners
     * @param ids of owners, or of the guests' chats
     */
    record Online(@Nullable String ownerId, List<String> ids) implements ClusterMessage {}

    /** @param chatId of the guest; {@code null} for the owner */
    record PresenceChanged(String ownerId, @Nullable String chatId, boolean online) implements ClusterMessage {}

    /** A push, with the packets that clients get. */
    record Pushed(String ownerId, String chatId, boolean isLast, boolean bansGuest, List<Event> events)
            implements ClusterMessage {

        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Event(
                String name,
                Audience audience,
                String packet,
                @Nullable String excludedConnection) {}
    }

    record OwnerSessionsRevoked(Set<String> ids) implements ClusterMessage {}

    /** @param notBefore by guest, milliseconds since 1970: tokens issued earlier are revoked */
    record GuestTokensRevoked(Map<String, Long> notBefore) implements ClusterMessage {}
}
