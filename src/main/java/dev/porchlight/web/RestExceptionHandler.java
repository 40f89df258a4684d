package dev.porchlight.web;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Maps every exception of a handler to the envelope. */
@Slf4j
@RestControllerAdvice
@RequiredArgsConstructor
class RestExceptionHandler extends ResponseEntityExceptionHandler {

    private final FatalErrorHandler fatalErrors;
    private final StoreFailureLog storeFailures;

    @ExceptionHandler
    ResponseEntity<Object> handle(RequestException e) {
        HttpHeaders headers = new HttpHeaders();
        if (e.getRetryAfter() != null) {
            headers.add(HttpHeaders.RETRY_AFTER, e.getRetryAfter().toString());
        }
        return response(Envelope.error(e), headers);
    }

    /** A form that Tomcat cannot read: too large, or wrongly encoded. */
    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidParameterException e) {
        return response(HttpErrors.envelopeOf(e.getErrorCode()), new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> handle(DataAccessException e, HttpServletRequest request) {
        storeFailures.failed(routeOf(request), e);
        return handle(RequestException.unavailable(e));
    }

    /** Spring throws this for a wildcard in a client's Content-Type, which is the client's mistake. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handle(IllegalArgumentException e, HttpServletRequest request) {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return contentType != null && contentType.contains("*")
                ? response(HttpErrors.envelopeOf(HttpStatus.UNSUPPORTED_MEDIA_TYPE.value()), new HttpHeaders())
                : handle((Exception) e, request);
    }

    /** @return null if the client is gone, which is no failure of ours, and nobody would read an answer */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handle(Exception e, HttpServletRequest request) {
        if (e instanceof ClientAbortException || e instanceof AsyncRequestNotUsableException) {
            return null;
        }
        fatalErrors.check(e);
        log.error("{} failed", routeOf(request), e);
        return response(Envelope.internalError(), new HttpHeaders());
    }

    /** For the log: a path, and a method of which there is none, may have anything that the client sent. */
    private static String routeOf(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? "A request without a route" : request.getMethod() + " " + pattern;
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return response(Envelope.error(RequestException.invalid("The body is not what this address takes.")), headers);
    }

    /** Spring's own exceptions: 404, 405, 415 and the like. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return response(HttpErrors.envelopeOf(status.value()), headers);
    }

    private static ResponseEntity<Object> response(Envelope envelope, HttpHeaders headers) {
        return ResponseEntity.status(envelope.statusCode())
                .headers(headers)
                .contentType(MediaType.APPLICATION_JSON)
                .body(envelope);
    }
}
