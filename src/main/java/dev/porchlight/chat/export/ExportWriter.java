package dev.porchlight.chat.export;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Writes an export line by line, and gives up on a slow consumer. */
final class ExportWriter {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Duration HEAD_START = Duration.ofMinutes(1);
    private static final int MIN_BYTES_PER_SECOND = 16 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().characterEscapes(new LineBreaks()).build())
            .addModule(new SimpleModule()
                    .addSerializer(ObjectId.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, new TimeSerializer()))
            .build();

    private final OutputStream out;
    private final Clock clock;
    private final Instant start;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long bytes;

    ExportWriter(OutputStream out, Clock clock) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Always three digits of milliseconds, as over sockets. */
    private static final class TimeSerializer extends ValueSerializer<Instant> {

        private static final DateTimeFormatter MILLIS =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
            json.writeString(MILLIS.format(time));
        }
    }

    /** Escaped, since some readers split a file at them: the rest of a guest's message would be a line of its own. */
    private static final class LineBreaks extends CharacterEscapes {

        private static final Map<Integer, SerializableString> ESCAPES = Map.of(
                0x85, new SerializedString("\\u0085"),
                0x2028, new SerializedString("\\u2028"),
                0x2029, new SerializedString("\\u2029"));

        /** JSON itself escapes those of ASCII. */
        @Override
        public int[] getEscapeCodesForAscii() {
            return standardAsciiEscapesForJSON();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return ESCAPES.get(character);
        }
    }

    private record Line(String type, @JsonUnwrapped Object content) {}

    private record End(String type, Map<String, Long> counts) {}

    /** @throws IOException also if the reader takes less than 16 KiB a second, after a minute's head start */
    void write(String type, Object content) throws IOException {
        counts.merge(type, 1L, Long::sum);
        writeLine(new Line(type, content));
        Duration allowed = HEAD_START.plusSeconds(bytes / MIN_BYTES_PER_SECOND);
        if (clock.instant().isAfter(start.plus(allowed))) {
            throw new IOException("The reader is too slow");
        }
    }

    /** Writes the last line, which shows that the file is whole. */
    void end() throws IOException {
        writeLine(new End("end", counts));
        out.flush();
    }

    private void writeLine(Object line) throws IOException {
        byte[] json = JSON.writeValueAsBytes(line);
        bytes += json.length + 1;
        out.write(json);
        out.write('\n');
    }
}
