package dev.porchlight.site.domain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Verifies that an owner has published the challenge, within rate limits. */
@Slf4j
@Component
@RequiredArgsConstructor
final class DomainVerifier {

    private static final int ATTEMPTS_PER_MINUTE = 5;
    private static final int MAX_CONCURRENT = 4;
    private static final int TIMEOUT_SECONDS = 5;

    private final DomainService domains;
    /** Keyed by the method name in requests. */
    private final Map<String, VerificationMethod> methods;

    private final Cache<ObjectId, AtomicInteger> attempts = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0,
            MAX_CONCURRENT,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new CustomizableThreadFactory("domain-verification-"));

    /**
     * Looks for the owner's challenge, and transfers the domain to the owner if it is published. Blocks for at most 5 s
     * on the network.
     *
     * @throws RequestException {@code INVALID} for an unknown method; {@code NOT_FOUND} if there is no challenge or it is
     *     not published, with the same message whatever the cause; {@code CONFLICT} if another owner has verified the
     *     domain; {@code RATE_LIMITED}
     */
    void verify(ObjectId ownerId, String methodName) {
        VerificationMethod method = methods.get(methodName);
        if (method == null) {
            throw RequestException.invalid("method must be " + TxtRecord.METHOD + " or " + WellKnownFile.METHOD + ".");
        }
        DomainChallenge challenge = domains.findChallenge(ownerId)
                .orElseThrow(() -> RequestException.notFound("There is no challenge; please ask for one."));
        if (attempts.get(ownerId, id -> new AtomicInteger()).incrementAndGet() > ATTEMPTS_PER_MINUTE) {
            throw rateLimited();
        }
        if (!isPublished(challenge, method)) {
            throw RequestException.notFound("The challenge is not there, or not yet: DNS may take its time.");
        }
        domains.transfer(challenge);
    }

    private boolean isPublished(DomainChallenge challenge, VerificationMethod method) {
        Future<Boolean> result;
        try {
            result = executor.submit(() -> method.findChallenge(new Domain(challenge.domain()), challenge.value()));
        } catch (RejectedExecutionException e) {
            throw rateLimited();
        }
        try {
            return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Whatever it is, the owner of the website can bring it about as often as they like.
            log.debug("A domain could not be verified", e.getCause());
            return false;
        } catch (TimeoutException e) {
            result.cancel(true);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.unavailable(e);
        }
    }

    private static RequestException rateLimited() {
        return RequestException.rateLimited("Please wait a minute before you have it checked again.", 60);
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
