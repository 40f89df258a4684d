package dev.porchlight.error;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every reply is wrapped in, over HTTP and over sockets.
 *
 * @param status {@code success} or {@code error}
 * @param data the result; on errors a sentence for people
 * @param code on errors the machine word
 * @param retryAfter with {@code RATE_LIMITED}: in seconds
 * @param more further fields of this reply, beside the five
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(
        int statusCode,
        String status,
        @Nullable Object data,
        @Nullable ErrorCode code,
        @Nullable Integer retryAfter,
        @JsonAnyGetter Map<String, Object> more) {

    private static final Set<String> OWN = Set.of("statusCode", "status", "data", "code", "retryAfter");

    public static Envelope success(Object data) {
        return new Envelope(200, "success", data, null, null, Map.of());
    }

    public static Envelope error(RequestException e) {
        return new Envelope(
                e.getCode().getStatusCode(), "error", e.getMessage(), e.getCode(), e.getRetryAfter(), Map.of());
    }

    /** An error whose HTTP status is finer than its code, such as 405, which is {@code INVALID} too. */
    public static Envelope error(int statusCode, ErrorCode code, String sentence) {
        return new Envelope(statusCode, "error", sentence, code, null, Map.of());
    }

    /** A failure of ours: it tells nothing of its cause, and its outcome is unknown. */
    public static Envelope internalError() {
        return error(500, ErrorCode.UNAVAILABLE, "Something went wrong on our side; please try again.");
    }

    /** This reply with one more field, which must have a name of its own; a {@code null} value adds none. */
    public Envelope with(String field, @Nullable Object value) {
        if (OWN.contains(field)) {
            throw new IllegalArgumentException("Every reply has its own " + field);
        }
        if (value == null) {
            return this;
        }
        Map<String, Object> fields = new LinkedHashMap<>(more);
        fields.put(field, value);
        return new Envelope(statusCode, status, data, code, retryAfter, fields);
    }
}
