package dev.porchlight.chat.model;

import dev.porchlight.error.RequestException;

/** The errors that several requests share. */
public final class ChatErrors {

    private ChatErrors() {}

    public static RequestException noSuchChat() {
        return RequestException.notFound("There is no such chat.");
    }

    public static RequestException banned() {
        return RequestException.forbidden("You can't write here any more.");
    }
}
