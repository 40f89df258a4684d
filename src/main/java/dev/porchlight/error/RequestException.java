package dev.porchlight.error;

import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** A request that is rejected or failed; the message is a sentence for people. */
@Getter
public final class RequestException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable Integer retryAfter;

    private RequestException(ErrorCode code, String sentence, @Nullable Integer retryAfter, @Nullable Throwable cause) {
        // Expected and frequent: no stack trace, which would cost more than the request.
        super(sentence, cause, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public static RequestException invalid(String sentence) {
        return new RequestException(ErrorCode.INVALID, sentence, null, null);
    }

    public static RequestException unauthorized(String sentence) {
        return new RequestException(ErrorCode.UNAUTHORIZED, sentence, null, null);
    }

    public static RequestException forbidden(String sentence) {
        return new RequestException(ErrorCode.FORBIDDEN, sentence, null, null);
    }

    public static RequestException notFound(String sentence) {
        return new RequestException(ErrorCode.NOT_FOUND, sentence, null, null);
    }

    public static RequestException conflict(String sentence) {
        return new RequestException(ErrorCode.CONFLICT, sentence, null, null);
    }

    public static RequestException tooLarge(String sentence) {
        return new RequestException(ErrorCode.TOO_LARGE, sentence, null, null);
    }

    /** @param retryAfter in seconds */
    public static RequestException rateLimited(String sentence, int retryAfter) {
        return new RequestException(ErrorCode.RATE_LIMITED, sentence, retryAfter, null);
    }

    public static RequestException unavailable(@Nullable Throwable cause) {
        return new RequestException(
                ErrorCode.UNAVAILABLE, "The server could not finish in time; please try again.", null, cause);
    }
}
