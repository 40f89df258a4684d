package dev.porchlight.web;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** The envelope of a failure of which only the HTTP status is known. */
final class HttpErrors {

    static final int MAX_BODY_BYTES = 64 * 1024;

    private HttpErrors() {}

    static Envelope bodyTooLarge() {
        return Envelope.error(RequestException.tooLarge("The body is larger than " + MAX_BODY_BYTES + " bytes."));
    }

    static Envelope envelopeOf(int status) {
        return switch (status) {
            case 401 -> Envelope.error(401, ErrorCode.UNAUTHORIZED, "Please log in.");
            case 403 -> Envelope.error(403, ErrorCode.FORBIDDEN, "This is not allowed.");
            case 404 -> Envelope.error(404, ErrorCode.NOT_FOUND, "There is nothing at this address.");
            case 405 -> Envelope.error(405, ErrorCode.INVALID, "This address does not take this method.");
            case 413 -> bodyTooLarge();
            case 415 ->
                Envelope.error(415, ErrorCode.INVALID, "Please send JSON or a form, and say which in Content-Type.");
            case 431 ->
                Envelope.error(
                        431,
                        ErrorCode.INVALID,
                        "The headers of this request are too large. Mostly cookies are: delete those of this website.");
            default -> byClass(status);
        };
    }

    private static Envelope byClass(int status) {
        if (status >= 400 && status < 500) {
            return Envelope.error(status, ErrorCode.INVALID, sentence(status, "The request cannot be understood."));
        }
        return status == 500
                ? Envelope.internalError()
                : Envelope.error(status, ErrorCode.UNAVAILABLE, sentence(status, "Please try again later."));
    }

    static void write(HttpServletResponse response, Envelope envelope, JsonMapper json) throws IOException {
        byte[] body = json.writeValueAsBytes(envelope);
        response.setStatus(envelope.statusCode());
        response.setHeader(HttpHeaders.CACHE_CONTROL, NoStoreFilter.NO_STORE);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String sentence(int status, String advice) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null || status == 400 ? advice : known.getReasonPhrase() + ". " + advice;
    }
}
