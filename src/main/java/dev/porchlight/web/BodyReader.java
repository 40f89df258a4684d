package dev.porchlight.web;

import dev.porchlight.error.RequestException;
import dev.porchlight.limit.AddressLimit;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.web.connection.ContinueValve;
import dev.porchlight.web.connection.Rejections;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges a request by its head, and only then reads its body: for handlers that take one, of at most 64 KB, within 30
 * seconds, at 1 KB a second or more after 5, and on no thread that waits for it, since Tomcat has few.
 */
@Slf4j
@RequiredArgsConstructor
final class BodyReader implements HandlerInterceptor {

    private static final long MAX_MILLIS = 30_000;
    private static final long MAX_MILLIS_WITHOUT_SPEED = 5000;
    private static final long MIN_BYTES_PER_MILLI = 1;

    /** Behind a trusted proxy, an address may have more connections than these. */
    private static final int MAX_PER_ADDRESS = 16;

    private static final int RETRY_SECONDS = 1;

    private final OwnerPrincipalResolver owners;
    private final RequestLimits limits;
    private final Rejections rejections;
    private final JsonMapper json;
    private final AddressLimit bodies = new AddressLimit(MAX_PER_ADDRESS);

    /** @throws RequestException {@code UNAUTHORIZED}, {@code FORBIDDEN}, {@code RATE_LIMITED} before the body is read */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        BodyRequest body = WebUtils.getNativeRequest(request, BodyRequest.class);
        if (body == null || !(handler instanceof HandlerMethod method) || !takesBody(method) || !body.hasBody()) {
            return true;
        }
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            requireRead(body);
            return true;
        }
        if (hasParameter(method, parameter -> parameter.getParameterType() == OwnerPrincipal.class)) {
            owners.authenticate(request.getHeader(HttpHeaders.AUTHORIZATION));
        }
        @Nullable AddressBlock block = acquire(request);
        AsyncContext async = request.startAsync(request, response);
        Reading reading = new Reading(body, body.unreadBody(), async, response, block);
        async.addListener(reading);
        ContinueValve.sendContinue(request);
        reading.begin();
        return false;
    }

    private static boolean takesBody(HandlerMethod method) {
        return hasParameter(method, parameter -> parameter.hasParameterAnnotation(RequestBody.class));
    }

    private static boolean hasParameter(HandlerMethod method, Predicate<MethodParameter> wanted) {
        return Stream.of(method.getMethodParameters()).anyMatch(wanted);
    }

    private void requireRead(BodyRequest body) {
        HttpStatus failure = body.failure();
        if (failure != null) {
            count(failure);
            throw new ResponseStatusException(failure);
        }
    }

    private void count(HttpStatus failure) {
        rejections.count(
                switch (failure) {
                    case REQUEST_TIMEOUT -> "slow body";
                    case CONTENT_TOO_LARGE -> "large body";
                    default -> "malformed body";
                });
    }

    /** @return who to count the body for; {@code null} if they are not limited */
    private @Nullable AddressBlock acquire(HttpServletRequest request) {
        RequestSource source = (RequestSource) Objects.requireNonNull(request.getAttribute(ClientAddressFilter.SOURCE));
        if (!limits.isLimited(source)) {
            return null;
        }
        AddressBlock block = AddressBlock.of(source.address());
        if (!bodies.tryAcquire(block)) {
            rejections.count("bodies of an address");
            throw RequestException.rateLimited(
                    "Too many requests come slowly from your address; please try again.", RETRY_SECONDS);
        }
        return block;
    }

    /** One body while it comes; Tomcat calls all of it from one thread at a time. */
    @RequiredArgsConstructor
    private final class Reading implements ReadListener, AsyncListener {

        private final BodyRequest request;
        private final ServletInputStream body;
        private final AsyncContext async;
        private final HttpServletResponse response;
        private final @Nullable AddressBlock block;

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private boolean ended;

        void begin() {
            limitTime();
            body.setReadListener(this);
        }

        /** From the start, as long as what has come may take. */
        private void limitTime() {
            async.setTimeout(
                    Math.min(MAX_MILLIS, Math.max(MAX_MILLIS_WITHOUT_SPEED, read.size() / MIN_BYTES_PER_MILLI)));
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] chunk = new byte[4096];
            while (!ended && body.isReady()) {
                int length = body.read(chunk);
                if (length < 0) {
                    return;
                }
                read.write(chunk, 0, length);
                if (read.size() > HttpErrors.MAX_BODY_BYTES) {
                    fail(HttpStatus.CONTENT_TOO_LARGE);
                    return;
                }
            }
            limitTime();
        }

        @Override
        public void onAllDataRead() {
            if (end()) {
                request.setBody(read.toByteArray());
                async.dispatch();
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            fail(HttpStatus.REQUEST_TIMEOUT);
        }

        private void fail(HttpStatus failure) {
            if (end()) {
                request.setFailure(failure);
                async.dispatch();
            }
        }

        /** The client is gone or silent, or sends what is no body; Tomcat then closes the connection without an answer. */
        @Override
        public void onError(Throwable failure) {
            if (!end()) {
                return;
            }
            HttpStatus status =
                    failure instanceof SocketTimeoutException ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.BAD_REQUEST;
            count(status);
            try {
                HttpErrors.write(response, HttpErrors.envelopeOf(status.value()), json);
                response.flushBuffer();
            } catch (IOException gone) {
                log.debug("Nobody reads why a body could not be read", gone);
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it anew.
        }

        private boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            if (block != null) {
                bodies.release(block);
            }
            return true;
        }
    }
}
