package dev.porchlight.chat.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.chat.view.MessageView;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Name, audience, excluded connection and body of every event that is pushed. */
class PushTest {

    private static final ObjectId OWNER = new ObjectId("00000000000000000000000a");
    private static final ObjectId CHAT = new ObjectId("00000000000000000000000b");
    private static final ObjectId GUEST = new ObjectId("00000000000000000000000c");
    private static final Instant NOW = Instant.EPOCH;
    private static final String CHAT_FIELD = "\"chatId\":\"" + CHAT + "\"";

    private final ObjectMapper mapper = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(ObjectId.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, ToStringSerializer.instance));

    /** Each with its events as {@code name audience excluded body}, the long views in them shortened. */
    static Stream<Arguments> pushes() {
        return Stream.of(
                arguments(
                        new Push.MessageAdded(
                                OWNER, new MessageView(GUEST, CHAT, 1, GUEST, Role.GUEST, "hi", NOW, null), "me"),
                        List.of("messageAdded BOTH me {" + CHAT_FIELD + ",\"message\":{…}}")),
                arguments(
                        new Push.MessagesRead(OWNER, CHAT, Role.GUEST, 3, "me"),
                        List.of("messagesRead BOTH me {" + CHAT_FIELD + ",\"role\":\"guest\",\"seq\":3}")),
                arguments(
                        new Push.TypingChanged(OWNER, CHAT, Role.OWNER, true, "me"),
                        List.of("typingChanged BOTH me {" + CHAT_FIELD
                                + ",\"role\":\"owner\",\"typing\":true,\"ttl\":6}")),
                arguments(new Push.ChatOpened(OWNER, chat(null)), List.of("chatOpened OWNER null {\"chat\":{…}}")),
                arguments(
                        new Push.ChatUpdated(OWNER, chat(null), false),
                        List.of("chatUpdated OWNER null {\"chat\":{…}}")),
                arguments(
                        new Push.ChatUpdated(OWNER, chat(null), true),
                        List.of(
                                "chatUpdated OWNER null {\"chat\":{…}}",
                                "statusChanged BOTH null {" + CHAT_FIELD + ",\"status\":\"closed\"}")),
                arguments(new Push.ChatDeleted(OWNER, CHAT), List.of("chatDeleted BOTH null {" + CHAT_FIELD + "}")),
                arguments(
                        new Push.PresenceChanged(OWNER, CHAT, Role.OWNER, true),
                        List.of("presenceChanged GUEST null {" + CHAT_FIELD + ",\"role\":\"owner\",\"online\":true}")),
                arguments(
                        new Push.PresenceChanged(OWNER, CHAT, Role.GUEST, false),
                        List.of("presenceChanged OWNER null {" + CHAT_FIELD
                                + ",\"role\":\"guest\",\"online\":false}")));
    }

    @ParameterizedTest
    @MethodSource("pushes")
    void a_push_says_what_is_sent_to_whom(Push push, List<String> events) {
        assertThat(push.events().stream().map(this::described)).isEqualTo(events);
        assertThat(push.ownerId()).isEqualTo(OWNER);
        assertThat(push.chatId()).isEqualTo(CHAT);
    }

    @Test
    void every_push_is_in_the_table() {
        Set<Class<?>> tested = pushes().map(row -> row.get()[0].getClass()).collect(Collectors.toSet());

        assertThat(tested).containsExactlyInAnyOrder(Push.class.getPermittedSubclasses());
    }

    @Test
    void only_a_deletion_is_last_and_only_a_ban_bans() {
        assertThat(pushes().map(row -> (Push) row.get()[0]).filter(Push::isLast))
                .containsExactly(new Push.ChatDeleted(OWNER, CHAT));
        assertThat(pushes().map(row -> (Push) row.get()[0])).noneMatch(Push::bansGuest);
        assertThat(new Push.ChatUpdated(OWNER, chat(NOW), true).bansGuest()).isTrue();
    }

    private String described(PushEvent event) {
        String body = mapper.valueToTree(event.body())
                .toString()
                .replaceAll("(\"(?:chat|message)\":)\\{\"_id\".*}(?=}$)", "$1{…}");
        return event.name() + " " + event.audience() + " " + event.excludedConnection() + " " + body;
    }

    private static ChatView chat(@Nullable Instant bannedAt) {
        return new ChatView(
                CHAT,
                new ChatView.GuestView(GUEST, "Guest", "guest@example.com", false),
                "shop.example",
                ChatStatus.CLOSED,
                1,
                0,
                null,
                0,
                0,
                NOW,
                null,
                null,
                NOW,
                bannedAt,
                null,
                null);
    }
}
