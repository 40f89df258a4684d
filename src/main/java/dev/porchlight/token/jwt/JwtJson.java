package dev.porchlight.token.jwt;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.io.AbstractDeserializer;
import io.jsonwebtoken.io.DeserializationException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of JWTs and rejects dates that are none. The library itself lets a number overflow, so that one of the
 * far future becomes one of the past, and takes text for a number.
 */
public final class JwtJson extends AbstractDeserializer<Map<String, ?>> {

    private static final List<String> DATES = List.of(Claims.ISSUED_AT, Claims.EXPIRATION, Claims.NOT_BEFORE);
    /** The end of the year 9999, in seconds. */
    private static final double MAX_SECONDS = 253_402_300_799.0;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    protected Map<String, ?> doDeserialize(Reader reader) {
        Map<String, @Nullable Object> object = JSON.readValue(reader, OBJECT);
        for (String name : DATES) {
            Object value = object.get(name);
            if (value != null && !isDate(value)) {
                throw new DeserializationException(name + " is not a date");
            }
        }
        return object;
    }

    /** Fractions of seconds are allowed, as RFC 7519 does: some languages count time so. */
    private static boolean isDate(Object value) {
        return value instanceof Number seconds && seconds.doubleValue() >= 0 && seconds.doubleValue() <= MAX_SECONDS;
    }
}
