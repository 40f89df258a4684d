package dev.porchlight.chat.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.porchlight.chat.SampleChats;
import dev.porchlight.guest.Guest;
import dev.porchlight.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact JSON of each line: a stored field is not exported until it is put into one. */
class ExportLinesTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments(ExportLines.SiteLine.of(new Site(true, List.of("https://a.example"), 7)), """
                        "locked":true,"allowedOrigins":["https://a.example"],"retentionDays":7"""),
                arguments(ExportLines.SiteLine.of(new Site(false, List.of(), null)), """
                        "locked":false,"allowedOrigins":[]"""),
                arguments(
                        ExportLines.GuestLine.of(new Guest(
                                SampleChats.id(4),
                                SampleChats.id(5),
                                "shop.example",
                                "Ada",
                                "ada@example.com",
                                true,
                                Instant.parse("2030-01-01T00:00:00.120Z"),
                                "subject")),
                        """
                        "_id":"000000000000000000000004","domain":"shop.example","name":"Ada",\
                        "email":"ada@example.com","verified":true,"subject":"subject",\
                        "createdAt":"2030-01-01T00:00:00.120Z\""""),
                arguments(ExportLines.ChatLine.of(SampleChats.FULL_CHAT), """
                        "_id":"000000000000000000000002","guestId":"000000000000000000000004",\
                        "domain":"shop.example","status":"waiting","createdAt":"2030-01-01T00:00:00.123Z",\
                        "lastActivityAt":"2030-01-01T00:00:00.123Z","ownerReadSeq":1,"guestReadSeq":2,\
                        "bannedAt":"2030-01-01T00:00:00.123Z",\
                        "rating":{"value":"good","comment":"nice","ratedAt":"2030-01-01T00:00:00.123Z"},\
                        "page":"https://shop.example/p","referrer":"https://search.example","locale":"en",\
                        "device":"Firefox on Android","origin":"https://shop.example\""""),
                arguments(ExportLines.ChatLine.of(SampleChats.BARE_CHAT), """
                        "_id":"000000000000000000000002","guestId":"000000000000000000000004",\
                        "domain":"shop.example","status":"active","createdAt":"2030-01-01T00:00:00.123Z",\
                        "lastActivityAt":"2030-01-01T00:00:00.123Z","ownerReadSeq":0,"guestReadSeq":0"""),
                arguments(ExportLines.MessageLine.of(SampleChats.FULL_MESSAGE), """
                        "_id":"000000000000000000000001","chatId":"000000000000000000000002","seq":3,\
                        "from":"000000000000000000000004","role":"guest","message":"hello",\
                        "sentAt":"2030-01-01T00:00:00.123Z","clientMessageId":"idempotency-key\""""),
                arguments(ExportLines.MessageLine.of(SampleChats.BARE_MESSAGE), """
                        "_id":"000000000000000000000001","chatId":"000000000000000000000002","seq":3,\
                        "from":"000000000000000000000005","role":"owner","message":"hi",\
                        "sentAt":"2030-01-01T00:00:00.123Z\""""));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void each_line_has_exactly_these_fields(Object line, String fields) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(out, Clock.systemUTC());

        writer.write("line", line);
        writer.end();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"type\":\"line\"," + fields + "}\n");
    }
}
