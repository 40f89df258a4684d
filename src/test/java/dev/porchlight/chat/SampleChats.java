package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.LastMessage;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import java.time.Instant;
import org.bson.types.ObjectId;

/** A chat and a message with a value in every field, and a pair with as few as possible. */
public final class SampleChats {

    private static final Instant TIME = Instant.parse("2030-01-01T00:00:00.123Z");
    private static final ObjectId MESSAGE = id(1);
    private static final ObjectId CHAT = id(2);
    private static final ObjectId GUEST = id(4);
    private static final ObjectId OWNER = id(5);

    public static final Message FULL_MESSAGE =
            new Message(MESSAGE, CHAT, 3, GUEST, Role.GUEST, "hello", TIME, "idempotency-key");
    public static final Message BARE_MESSAGE = new Message(MESSAGE, CHAT, 3, OWNER, Role.OWNER, "hi", TIME, null);
    public static final Chat FULL_CHAT = new Chat(
            CHAT,
            OWNER,
            GUEST,
            "shop.example",
            new Chat.ChatGuest("Ada", "ada@example.com", true),
            new Visit(
                    "https://shop.example/p",
                    "https://search.example",
                    "en",
                    "Firefox on Android",
                    "https://shop.example"),
            TIME,
            7,
            TIME,
            ChatStatus.WAITING,
            3,
            LastMessage.of(FULL_MESSAGE),
            TIME,
            TIME,
            null,
            1,
            2,
            TIME,
            new Rating(Rating.Value.GOOD, "nice", TIME));
    public static final Chat BARE_CHAT = Chat.builder()
            .id(CHAT)
            .ownerId(OWNER)
            .guestId(GUEST)
            .domain("shop.example")
            .guest(new Chat.ChatGuest(null, null, false))
            .createdAt(TIME)
            .updatedAt(TIME)
            .status(ChatStatus.ACTIVE)
            .lastActivityAt(TIME)
            .build();

    private SampleChats() {}

    public static ObjectId id(int number) {
        return new ObjectId("%024x".formatted(number));
    }
}
