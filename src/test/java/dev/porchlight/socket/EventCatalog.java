package dev.porchlight.socket;

import static dev.porchlight.socket.EventCatalog.Field.Kind.BOOLEAN;
import static dev.porchlight.socket.EventCatalog.Field.Kind.CHAT_ID;
import static dev.porchlight.socket.EventCatalog.Field.Kind.COMMENT;
import static dev.porchlight.socket.EventCatalog.Field.Kind.COUNT;
import static dev.porchlight.socket.EventCatalog.Field.Kind.CURSOR;
import static dev.porchlight.socket.EventCatalog.Field.Kind.DOMAIN;
import static dev.porchlight.socket.EventCatalog.Field.Kind.EMAIL;
import static dev.porchlight.socket.EventCatalog.Field.Kind.NAME;
import static dev.porchlight.socket.EventCatalog.Field.Kind.NOTE;
import static dev.porchlight.socket.EventCatalog.Field.Kind.RATING;
import static dev.porchlight.socket.EventCatalog.Field.Kind.TEXT;
import static dev.porchlight.socket.EventCatalog.Field.Kind.TOKEN;
import static dev.porchlight.socket.EventCatalog.Field.Kind.UUID;
import static dev.porchlight.socket.EventCatalog.Field.optional;
import static dev.porchlight.socket.EventCatalog.Field.required;

import java.util.List;
import java.util.Set;

/**
 * Every event, who may send it and its fields. Tests of all events iterate it; an event that the event table has and the
 * catalog lacks fails them.
 */
record EventCatalog(String event, Sender sender, List<Field> fields) {

    enum Sender {
        ANYBODY,
        /** Both sides of the chat. */
        MEMBERS,
        /** The guest of the chat. */
        ITS_GUEST,
        /** The owner of the chat. */
        ITS_OWNER,
        /** An owner, about all their chats. */
        OWNERS
    }

    /** @param required whether the request is {@code INVALID} without it */
    record Field(String name, Kind kind, boolean required) {

        enum Kind {
            CHAT_ID,
            TOKEN,
            TEXT,
            UUID,
            COUNT,
            BOOLEAN,
            CURSOR,
            EMAIL,
            NAME,
            DOMAIN,
            RATING,
            /** A text of up to a thousand characters and several lines. */
            COMMENT,
            /** Any text. */
            NOTE
        }

        static Field required(String name, Kind kind) {
            return new Field(name, kind, true);
        }

        static Field optional(String name, Kind kind) {
            return new Field(name, kind, false);
        }
    }

    private static final Field CHAT = required("chatId", CHAT_ID);
    private static final Field ASKER = optional("token", TOKEN);

    static final List<EventCatalog> ALL = List.of(
            new EventCatalog("getSite", Sender.ANYBODY, List.of(required("domain", DOMAIN))),
            new EventCatalog(
                    "getNewChat",
                    Sender.ANYBODY,
                    List.of(
                            required("email", EMAIL),
                            required("name", NAME),
                            required("domain", DOMAIN),
                            optional("guestToken", NOTE),
                            optional("identity", NOTE),
                            optional("page", NOTE),
                            optional("referrer", NOTE),
                            optional("locale", NOTE),
                            optional("device", NOTE))),
            new EventCatalog("checkConnection", Sender.ANYBODY, List.of()),
            new EventCatalog(
                    "newMessage",
                    Sender.MEMBERS,
                    List.of(CHAT, ASKER, required("message", TEXT), optional("clientMessageId", UUID))),
            new EventCatalog(
                    "getChatMessages",
                    Sender.MEMBERS,
                    List.of(
                            CHAT,
                            ASKER,
                            optional("limit", COUNT),
                            optional("skip", COUNT),
                            optional("after", COUNT),
                            optional("before", COUNT))),
            new EventCatalog("markRead", Sender.MEMBERS, List.of(CHAT, ASKER, required("seq", COUNT))),
            new EventCatalog("typing", Sender.MEMBERS, List.of(CHAT, ASKER, optional("typing", BOOLEAN))),
            new EventCatalog("closeChat", Sender.MEMBERS, List.of(CHAT, ASKER)),
            new EventCatalog(
                    "rateChat",
                    Sender.ITS_GUEST,
                    List.of(CHAT, ASKER, required("rating", RATING), optional("comment", COMMENT))),
            new EventCatalog("banGuest", Sender.ITS_OWNER, List.of(CHAT, ASKER)),
            new EventCatalog("unbanGuest", Sender.ITS_OWNER, List.of(CHAT, ASKER)),
            new EventCatalog("deleteChat", Sender.ITS_OWNER, List.of(CHAT, ASKER)),
            list("getWaitingChats"),
            list("getActiveChats"),
            list("getClosedChats"),
            new EventCatalog(
                    "getChats",
                    Sender.OWNERS,
                    List.of(
                            ASKER,
                            optional("limit", COUNT),
                            optional("since", CURSOR),
                            optional("allOnline", BOOLEAN))));

    private static EventCatalog list(String event) {
        return new EventCatalog(
                event, Sender.OWNERS, List.of(ASKER, optional("limit", COUNT), optional("before", CURSOR)));
    }

    static EventCatalog named(String event) {
        return ALL.stream()
                .filter(entry -> entry.event().equals(event))
                .findFirst()
                .orElseThrow();
    }

    /** @throws AssertionError if the application serves others */
    static void requireComplete(EventTable table) {
        Set<String> known = Set.copyOf(ALL.stream().map(EventCatalog::event).toList());
        if (!known.equals(table.names())) {
            throw new AssertionError("The catalog has " + known + ", but served are " + table.names());
        }
    }

    @Override
    public String toString() {
        return event;
    }
}
