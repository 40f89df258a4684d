package dev.porchlight.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
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
import org.springframework.stereotype.Component;

/** Looks whether an owner shows her challenge where only who holds the domain can. */
@Slf4j
@Component
@RequiredArgsConstructor
final class DomainProof {

    private static final int CHECKS_A_MINUTE = 5;
    private static final int CHECKS_AT_ONCE = 4;
    private static final int LIMIT_SECONDS = 5;

    private final Domains domains;
    /** By method. */
    private final Map<String, ProofPlace> places;

    private final Cache<ObjectId, AtomicInteger> checks = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final ThreadPoolExecutor lookers =
            new ThreadPoolExecutor(0, CHECKS_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>());

    /** @throws RequestException {@code NOT_FOUND} if it is not there, in the same words whyever */
    void prove(ObjectId ownerId, String method) {
        ProofPlace place = places.get(method);
        if (place == null) {
            throw RequestException.invalid("method must be " + TxtRecord.METHOD + " or " + WellKnownFile.METHOD + ".");
        }
        DomainChallenge challenge = domains.challengeOf(ownerId)
                .orElseThrow(() -> RequestException.notFound("There is no challenge; please ask for one."));
        if (checks.get(ownerId, id -> new AtomicInteger()).incrementAndGet() > CHECKS_A_MINUTE) {
            throw tooMany();
        }
        if (!shows(place, challenge)) {
            throw RequestException.notFound("The challenge is not there, or not yet: DNS may take its time.");
        }
        domains.settle(challenge);
    }

    private boolean shows(ProofPlace place, DomainChallenge challenge) {
        Future<Boolean> look;
        try {
            look = lookers.submit(() -> place.shows(new Domain(challenge.domain()), challenge.value()));
        } catch (RejectedExecutionException e) {
            throw tooMany();
        }
        try {
            return look.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IOException)) {
                log.warn("A proof of {} could not be looked for", challenge.domain(), e.getCause());
            }
            return false;
        } catch (TimeoutException e) {
            look.cancel(true);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.unavailable(e);
        }
    }

    private static RequestException tooMany() {
        return RequestException.rateLimited("Please wait a minute before you have it checked again.", 60);
    }

    @PreDestroy
    void stop() {
        lookers.shutdownNow();
    }
}
