package dev.porchlight.socket.request;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.protocol.AckArgs;
import com.corundumstudio.socketio.protocol.Event;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * JSON of Socket.IO packets, bounded in depth, fields and numbers. Every event is decoded to an {@link IncomingEvent} under
 * one name: the library drops events without a listener and closes the connection on malformed JSON, where the protocol
 * promises a reply.
 */
public final class SocketJson implements JsonSupport {

    /** The name that every event is decoded to. */
    public static final String ANY_EVENT = "*";

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_FIELDS = 64;

    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .registerModule(new SimpleModule()
                    .addSerializer(ObjectId.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, new TimeSerializer()));

    /** Always three digits of milliseconds, so that times sort as texts. */
    private static final class TimeSerializer extends StdSerializer<Instant> {

        private static final DateTimeFormatter MILLIS =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

        TimeSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(MILLIS.format(time));
        }
    }

    @Override
    public <T> T readValue(String namespace, ByteBufInputStream in, Class<T> type) throws IOException {
        try {
            if (type == Event.class) {
                return type.cast(new Event(ANY_EVENT, List.of(readEvent(in))));
            }
            // Otherwise it is the auth object of a CONNECT packet, which is not used.
            return type.cast(Map.of());
        } finally {
            // The decoder would take the rest for the next packet.
            in.skipBytes(in.available());
        }
    }

    private IncomingEvent readEvent(ByteBufInputStream in) throws IOException {
        int bytes = in.available();
        String name = "";
        try (JsonParser parser = mapper.createParser((InputStream) in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
                return new IncomingEvent(name, null, true, bytes);
            }
            name = parser.getText();
            JsonNode payload = parser.nextToken() == JsonToken.END_ARRAY ? null : readPayload(parser);
            return new IncomingEvent(name, payload, false, bytes);
        } catch (JsonProcessingException e) {
            return new IncomingEvent(name, null, true, bytes);
        }
    }

    private JsonNode readPayload(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return readScalar(parser);
        }
        ObjectNode payload = mapper.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            payload.set(field, readScalar(parser));
            if (payload.size() > MAX_FIELDS) {
                throw new JsonParseException(parser, "Too many fields");
            }
        }
        return payload;
    }

    /** No field of the protocol is nested, and a nested value takes up to forty times its size in memory. */
    private JsonNode readScalar(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return mapper.createArrayNode();
        }
        return mapper.readTree(parser);
    }

    @Override
    public void writeValue(ByteBufOutputStream out, Object value) throws IOException {
        mapper.writeValue((OutputStream) out, value);
    }

    /** The server requests no acks. */
    @Override
    public AckArgs readAckArgs(ByteBufInputStream in, AckCallback<?> callback) throws IOException {
        in.skipBytes(in.available());
        return new AckArgs(List.of());
    }

    @Override
    public void addEventMapping(String namespace, String event, Class<?>... types) {
        // There is one event and one type.
    }

    @Override
    public void removeEventMapping(String namespace, String event) {
        // As above.
    }

    /** The binary parts of the last value written: none. */
    @Override
    public List<byte[]> getArrays() {
        return List.of();
    }
}
