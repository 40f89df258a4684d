package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.LastMessage;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.chat.view.ChangedChat;
import dev.porchlight.chat.view.ChatView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

class PageTest {

    private static final int MAX_BYTES = 128 * 1024;
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.123Z");
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(ObjectId.class, ToStringSerializer.instance))
            .build();

    @Test
    void a_page_of_chats_is_as_large_as_a_slow_client_can_be_sent_whatever_is_long_in_them() {
        for (Chat chat : List.of(
                chat(new Visit("p".repeat(512), null, null, null, null), null),
                chat(new Visit(null, "r".repeat(512), null, null, null), null),
                chat(new Visit(null, null, null, null, "\"".repeat(300)), null),
                chat(
                        new Visit("p".repeat(512), "r".repeat(512), "l".repeat(35), "é".repeat(100), "\"".repeat(300)),
                        null),
                chat(new Visit(null, null, null, null, null), "c".repeat(1_000)))) {
            List<Chat> found = new ArrayList<>(Collections.nCopies(100, chat));

            List<ChatView> page = Page.of(found.stream().map(ChatView::of).toList(), 100, ChatView::estimatedJsonBytes)
                    .items();

            String json = JSON.writeValueAsString(page);
            assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(MAX_BYTES);
            assertThat(page).hasSizeGreaterThan(30);
            Page<ChangedChat> changes =
                    Page.of(found.stream().map(ChatChanges::change).toList(), 100, ChangedChat::estimatedJsonBytes);
            assertThat(changes.items()).hasSameSizeAs(page);
            assertThat(changes.more()).isTrue();
        }
    }

    private static Chat chat(Visit visit, String comment) {
        return Chat.builder()
                .id(new ObjectId())
                .ownerId(new ObjectId())
                .guestId(new ObjectId())
                .domain("d".repeat(60) + ".example")
                .guest(new Chat.ChatGuest("n".repeat(100), "e".repeat(200) + "@example.com", true))
                .visit(visit)
                .createdAt(NOW)
                .revision(Long.MAX_VALUE)
                .updatedAt(NOW)
                .status(ChatStatus.WAITING)
                .lastSeq(1)
                .lastMessage(LastMessage.of(message("m".repeat(8_000))))
                .lastActivityAt(NOW)
                .waitingSince(NOW)
                .bannedAt(NOW)
                .rating(new Rating(Rating.Value.GOOD, comment, NOW))
                .build();
    }

    private static Message message(String text) {
        return new Message(new ObjectId(), new ObjectId(), 1, new ObjectId(), Role.GUEST, text, NOW, null);
    }
}
