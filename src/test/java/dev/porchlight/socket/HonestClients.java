package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Clients of two guests from 127.0.0.1 that are served while others attack: one that was there before, which writes and
 * reads, and ever new ones that read. Each stays within the limits of a guest.
 */
final class HonestClients implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final int WARM_UP_MILLIS = 2000;
    /** Requests for each message: a guest may send two messages a second. */
    private static final int MESSAGE_INTERVAL = 20;

    private final int port;
    private final Guest oldGuest;
    private final Guest newGuest;
    private final ChatClient old;
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = List.of(new Thread(this::useOld), new Thread(this::useNew));
    private volatile boolean stopped;

    record Guest(String chatId, String token) {

        /** @param port of a server with this domain */
        static Guest open(int port, String domain) {
            try (ChatClient client = ChatClient.connect(port)) {
                JsonNode chat = client.ask("getNewChat", "email", "h@x.example", "name", "Honest", "domain", domain);
                return new Guest(
                        chat.get("chatId").asString(), chat.get("guestToken").asString());
            }
        }
    }

    HonestClients(int port, Guest oldGuest, Guest newGuest) {
        this.port = port;
        this.oldGuest = oldGuest;
        this.newGuest = newGuest;
        this.old = ChatClient.connect(port);
        threads.forEach(Thread::start);
    }

    private void useOld() {
        AtomicInteger requests = new AtomicInteger();
        repeat(() -> {
            if (requests.getAndIncrement() % MESSAGE_INTERVAL == 0) {
                expectOk(
                        old.ask("newMessage", "chatId", oldGuest.chatId, "token", oldGuest.token, "message", "Hello?"));
            } else {
                read(old, oldGuest);
            }
        });
    }

    private void useNew() {
        repeat(() -> {
            try (ChatClient client = ChatClient.connect(port)) {
                read(client, newGuest);
            }
        });
    }

    private static void read(ChatClient client, Guest guest) {
        expectOk(client.ask("getChatMessages", "chatId", guest.chatId, "token", guest.token, "limit", 20));
    }

    private static void expectOk(JsonNode reply) {
        assertThat(reply.path("status").asString()).isEqualTo("success");
    }

    private void repeat(Runnable request) {
        while (!stopped) {
            long start = System.nanoTime();
            try {
                request.run();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Until now nobody attacked, and the process has just started: what was slow does not count. */
    void warmUp() throws InterruptedException {
        Thread.sleep(WARM_UP_MILLIS);
        millis.clear();
    }

    List<Throwable> failures() {
        return failures;
    }

    int count() {
        return millis.size();
    }

    /** Milliseconds within which 99 of 100 were answered. */
    long p99() {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(sorted.size() * 99 / 100);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        old.close();
    }
}
