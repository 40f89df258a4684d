package dev.porchlight.error;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wraps every reply, of REST and sockets.
 *
 * @param status {@code success} or {@code error}
 * @param data the result; of an error, a sentence for people
 * @param code of an error only
 * @param retryAfter of {@code RATE_LIMITED} only: in seconds
 * @param more further fields of this reply
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(
        int statusCode,
        String status,
        @Nullable Object data,
        @Nullable ErrorCode code,
        @Nullable Integer retryAfter,
        @JsonAnyGetter Map<String, Object> more) {

    private static final Set<String> RESERVED = Set.of("statusCode", "status", "data", "code", "retryAfter");

    public static Envelope success(Object data) {
        return new Envelope(200, "success", data, null, null, Map.of());
    }

    public static Envelope error(RequestException e) {
        return new Envelope(
                e.getCode().getStatusCode(), "error", e.getMessage(), e.getCode(), e.getRetryAfter(), Map.of());
    }

    /** An error with an HTTP status more specific than its code's, such as 405 for {@code INVALID}. */
    public static Envelope error(int statusCode, ErrorCode code, String sentence) {
        return new Envelope(statusCode, "error", sentence, code, null, Map.of());
    }

    /** An unexpected exception: its cause is not revealed, but where the log has it; its outcome is unknown. */
    public static Envelope internalError() {
        return error(500, ErrorCode.UNAVAILABLE, "Something went wrong on our side; please try again.")
                .with("requestId", RequestId.current());
    }

    /**
     * A copy with one more field; a {@code null} value adds none.
     *
     * @throws IllegalArgumentException if it has the name of one of the five fields
     */
    public Envelope with(String field, @Nullable Object value) {
        if (RESERVED.contains(field)) {
            throw new IllegalArgumentException("Reserved field: " + field);
        }
        if (value == null) {
            return this;
        }
        Map<String, Object> fields = new LinkedHashMap<>(more);
        fields.put(field, value);
        return new Envelope(statusCode, status, data, code, retryAfter, fields);
    }
}
