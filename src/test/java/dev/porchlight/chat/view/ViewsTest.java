package dev.porchlight.chat.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.porchlight.chat.SampleChats;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Rating;
import java.time.Instant;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact JSON of each view: a change here is a change of the protocol. */
class ViewsTest {

    /** As for sockets; each time of the sample has three digits of milliseconds. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(ObjectId.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, ToStringSerializer.instance));

    static Stream<Arguments> views() {
        return Stream.of(
                arguments(MessageView.of(SampleChats.FULL_MESSAGE), """
                        {"_id":"000000000000000000000001","chatId":"000000000000000000000002","seq":3,\
                        "from":"000000000000000000000004","role":"guest","message":"hello",\
                        "sentAt":"2030-01-01T00:00:00.123Z","clientMessageId":"idempotency-key"}"""),
                arguments(MessageView.of(SampleChats.BARE_MESSAGE), """
                        {"_id":"000000000000000000000001","chatId":"000000000000000000000002","seq":3,\
                        "from":"000000000000000000000005","role":"owner","message":"hi",\
                        "sentAt":"2030-01-01T00:00:00.123Z"}"""),
                arguments(ChatView.of(SampleChats.FULL_CHAT), """
                        {"_id":"000000000000000000000002",\
                        "guest":{"_id":"000000000000000000000004","name":"Ada","email":"ada@example.com",\
                        "verified":true},\
                        "domain":"shop.example","status":"waiting","revision":7,"lastSeq":3,\
                        "lastMessage":{"_id":"000000000000000000000001","seq":3,"from":"000000000000000000000004",\
                        "role":"guest","message":"hello","sentAt":"2030-01-01T00:00:00.123Z"},\
                        "unread":2,"guestReadSeq":2,"lastActivityAt":"2030-01-01T00:00:00.123Z",\
                        "waitingSince":"2030-01-01T00:00:00.123Z","createdAt":"2030-01-01T00:00:00.123Z",\
                        "bannedAt":"2030-01-01T00:00:00.123Z",\
                        "rating":{"value":"good","comment":"nice","ratedAt":"2030-01-01T00:00:00.123Z"},\
                        "page":"https://shop.example/p","referrer":"https://search.example","locale":"en",\
                        "device":"Firefox on Android","origin":"https://shop.example"}"""),
                arguments(ChatView.of(SampleChats.BARE_CHAT), """
                        {"_id":"000000000000000000000002",\
                        "guest":{"_id":"000000000000000000000004","verified":false},\
                        "domain":"shop.example","status":"active","revision":0,"lastSeq":0,\
                        "unread":0,"guestReadSeq":0,"lastActivityAt":"2030-01-01T00:00:00.123Z",\
                        "createdAt":"2030-01-01T00:00:00.123Z"}"""),
                arguments(
                        DeletedChatView.of(SampleChats.FULL_CHAT.toBuilder()
                                .status(ChatStatus.DELETED)
                                .revision(8)
                                .build()),
                        """
                        {"_id":"000000000000000000000002","status":"deleted","revision":8}"""),
                arguments(
                        RatingView.of(new Rating(Rating.Value.BAD, null, Instant.parse("2030-01-01T00:00:00.123Z"))),
                        """
                        {"value":"bad","ratedAt":"2030-01-01T00:00:00.123Z"}"""));
    }

    @ParameterizedTest
    @MethodSource("views")
    void each_view_has_exactly_these_fields(Object view, String json) throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(view)).isEqualTo(json);
    }
}
