package dev.porchlight.socket;

import com.corundumstudio.socketio.AckRequest;
import dev.porchlight.error.Envelope;
import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.RequestId;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.FairExecutor;
import dev.porchlight.socket.connection.QueueBudget;
import dev.porchlight.socket.connection.SerialQueue;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.request.IncomingEvent;
import dev.porchlight.socket.request.Payload;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Moves requests from Netty's I/O threads to the worker threads ({@code requests-*}), and sends each exactly one reply by
 * its deadline, whatever happens to it.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class RequestDispatcher {

    private static final int THREADS = 64;
    private static final int MAX_WAITING_CONNECTIONS = 20_000;
    private static final int MAX_REQUESTS_PER_CONNECTION = 256;
    private static final int MAX_BYTES_PER_CONNECTION = 256 * 1024;
    private static final int MIN_BYTES = 8 << 20;
    private static final int PART_OF_MEMORY = 8;

    private final EventTable eventTable;
    private final RequestLimits limits;
    private final SocketSettings settings;
    private final RequestMeters meters;
    private final FatalErrorHandler fatalErrors;
    private final StoreFailureLog storeFailures;

    private final QueueBudget budget =
            new QueueBudget(Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY));
    private final ThreadPoolExecutor workers = workers();
    private final FairExecutor fairWorkers = new FairExecutor(workers, MAX_WAITING_CONNECTIONS);
    private final HashedWheelTimer deadlines = new HashedWheelTimer(new DefaultThreadFactory("deadlines", true));

    @PostConstruct
    void registerMeters() {
        meters.monitor(workers);
    }

    /** @param client those who share one's turn of the workers */
    SerialQueue newQueue(LimitKey client) {
        return new SerialQueue(fairWorkers.of(client), MAX_REQUESTS_PER_CONNECTION, MAX_BYTES_PER_CONNECTION, budget);
    }

    /** Runs on a Netty I/O thread: neither blocks nor throws. */
    void dispatch(Connection connection, IncomingEvent event, AckRequest ack) {
        Payload payload = new Payload(event.payload());
        String name = eventTable.has(event.name()) ? event.name() : "unknown";
        Reply reply = new Reply(connection, ack, event.name(), body -> meters.countReply(name, body));
        try {
            limits.checkRequest(connection.getSource(), connection.getTokenBucket());
        } catch (RequestException e) {
            reply.send(error(e, payload));
            return;
        }
        Runnable task = () -> {
            // Past its deadline it has its reply, and the client retries.
            if (!reply.isSent()) {
                long start = System.nanoTime();
                Object body = handle(connection, event, name, payload);
                meters.recordHandling(name, Duration.ofNanos(System.nanoTime() - start));
                reply.send(body);
            }
        };
        if (eventTable.isNonBlocking(event.name()) && connection.getRequests().isIdle()) {
            // Here, so that it is answered even while all workers wait for the store.
            task.run();
        } else {
            enqueue(connection, task, event.bytes(), reply, payload);
        }
    }

    private void enqueue(Connection connection, Runnable task, int bytes, Reply reply, Payload payload) {
        Timeout deadline = deadlines.newTimeout(
                timeout -> reply.send(error(RequestException.unavailable(null), payload)),
                settings.requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        Runnable timedTask = () -> {
            task.run();
            deadline.cancel();
        };
        if (!connection.getRequests().offer(timedTask, bytes)) {
            deadline.cancel();
            reply.send(error(RequestException.rateLimited("Too many requests at once.", 1), payload));
        }
    }

    /** @param name that of the event if we have one of that name */
    private Object handle(Connection connection, IncomingEvent event, String name, Payload payload) {
        try (MDC.MDCCloseable untilHandled = RequestId.begin()) {
            return handleOrFail(connection, event, name, payload);
        }
    }

    private Object handleOrFail(Connection connection, IncomingEvent event, String name, Payload payload) {
        try {
            if (event.malformed()) {
                throw RequestException.invalid("This is not JSON.");
            }
            return eventTable.handle(event.name(), connection, payload);
        } catch (RequestException e) {
            return error(e, payload);
        } catch (DataAccessException e) {
            storeFailures.failed(name, e);
            return error(RequestException.unavailable(e), payload);
        } catch (Exception | Error e) {
            fatalErrors.check(e);
            log.error("{} failed", name, e);
            return withContext(Envelope.internalError(), payload);
        }
    }

    private static Envelope error(RequestException e, Payload payload) {
        return withContext(Envelope.error(e), payload);
    }

    private static Envelope withContext(Envelope error, Payload payload) {
        return error.with("chatId", payload.echo("chatId")).with("clientMessageId", payload.echo("clientMessageId"));
    }

    private static ThreadPoolExecutor workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_CONNECTIONS),
                new DefaultThreadFactory("requests", true));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    @PreDestroy
    void stop() throws InterruptedException {
        workers.shutdown();
        if (!workers.awaitTermination(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("Requests were still running at the end");
        }
        deadlines.stop();
    }
}
