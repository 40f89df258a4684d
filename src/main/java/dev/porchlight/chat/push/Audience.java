package dev.porchlight.chat.push;

/** Which rooms of a chat get an event. */
public enum Audience {
    OWNER,
    GUEST,
    BOTH
}
