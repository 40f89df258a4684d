package dev.porchlight.socket;

import com.corundumstudio.socketio.AckRequest;
import dev.porchlight.chat.ChatService;
import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.site.OriginLock;
import dev.porchlight.token.Authenticator;
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
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Takes requests off the I/O threads and sees to it that each gets exactly one reply, in time and whatever happens to
 * it.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class RequestDispatcher {

    private static final int THREADS = 64;
    private static final int MAX_WAITING_CLIENTS = 20_000;
    private static final int MAX_REQUESTS_PER_CLIENT = 256;
    private static final int MAX_BYTES_PER_CLIENT = 256 * 1024;

    private final ChatSocketController controller;
    private final Authenticator authenticator;
    private final ChatService chats;
    private final SocketRooms rooms;
    private final RequestLimits limits;
    private final OriginLock lock;
    private final SocketSettings settings;
    private final RequestMeters meters;

    private final ThreadPoolExecutor workers = workers();
    private final HashedWheelTimer deadlines = new HashedWheelTimer(new DefaultThreadFactory("deadlines", true));

    @PostConstruct
    void watch() {
        meters.watch(workers);
    }

    SerialQueue newQueue() {
        return new SerialQueue(workers, MAX_REQUESTS_PER_CLIENT, MAX_BYTES_PER_CLIENT);
    }

    /** Called on an I/O thread: neither waits nor throws. */
    void dispatch(Connection connection, IncomingEvent event, AckRequest ack) {
        Payload payload = new Payload(event.payload());
        String meter = controller.serves(event.name()) ? event.name() : "unknown";
        Reply reply = new Reply(connection.getClient(), ack, event.name(), data -> meters.replied(meter, data));
        try {
            limits.checkRequest(connection.getSource(), connection.getAllowance());
        } catch (RequestException e) {
            reply.send(error(e, payload));
            return;
        }
        Runnable task = () -> {
            // Past its deadline it was answered already, and its client tries again.
            if (!reply.isSent()) {
                long start = System.nanoTime();
                Object answer = answer(connection, event, payload);
                meters.handled(meter, Duration.ofNanos(System.nanoTime() - start));
                reply.send(answer);
            }
        };
        if (controller.waitsForNothing(event.name()) && connection.getRequests().isIdle()) {
            // Whoever asks whether we are here hears it even while all threads wait for the store.
            task.run();
            return;
        }
        Timeout deadline = deadlines.newTimeout(
                timeout -> reply.send(error(RequestException.unavailable(null), payload)),
                settings.requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        boolean accepted = connection
                .getRequests()
                .offer(
                        () -> {
                            task.run();
                            deadline.cancel();
                        },
                        event.bytes());
        if (!accepted) {
            deadline.cancel();
            reply.send(error(RequestException.rateLimited("Too many requests at once.", 1), payload));
        }
    }

    private Object answer(Connection connection, IncomingEvent event, Payload payload) {
        try {
            if (event.malformed()) {
                throw RequestException.invalid("This is not JSON.");
            }
            SocketRequest request = new SocketRequest(connection, payload, authenticator, chats, rooms, limits, lock);
            return controller.reply(event.name(), request);
        } catch (RequestException e) {
            return error(e, payload);
        } catch (DataAccessException e) {
            log.warn("The store failed a request: {}", e.toString());
            return error(RequestException.unavailable(e), payload);
        } catch (Exception | Error e) {
            log.error("A request failed", e);
            return inContext(Envelope.internalError(), payload);
        }
    }

    private static Envelope error(RequestException e, Payload payload) {
        return inContext(Envelope.error(e), payload);
    }

    private static Envelope inContext(Envelope error, Payload payload) {
        return error.with("chatId", payload.echo("chatId")).with("clientMessageId", payload.echo("clientMessageId"));
    }

    private static ThreadPoolExecutor workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_CLIENTS),
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
