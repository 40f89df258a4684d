package dev.porchlight.chat.push;

import org.jspecify.annotations.Nullable;

/**
 * One event as clients get it.
 *
 * @param name on the wire
 * @param body on the wire; its components are the fields
 * @param excludedConnection the id of a connection that needs no push because it has its reply
 */
public record PushEvent(
        String name,
        Audience audience,
        Object body,
        @Nullable String excludedConnection) {

    static PushEvent to(Audience audience, String name, Object body) {
        return new PushEvent(name, audience, body, null);
    }

    PushEvent except(@Nullable String senderConnectionId) {
        return new PushEvent(name, audience, body, senderConnectionId);
    }
}
