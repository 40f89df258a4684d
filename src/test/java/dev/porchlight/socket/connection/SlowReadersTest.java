package dev.porchlight.socket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.RunningJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Some chat while many slow consumers get all of it and never read: a process of 256 MB disconnects those and serves the
 * others.
 */
class SlowReadersTest {

    /** With the megabyte that may be pending for each, more than the heap. */
    private static final int READERS = Integer.getInteger("porchlight.readers", 300);

    private static final int GUESTS = 4;
    private static final int ROUNDS = 60;
    private static final String LONGEST_TEXT = "x".repeat(8 * 1024);
    private static final String TEXT = "x".repeat(400);
    private static final String CLOSED = "porchlight_socket_closed_total{reason=\"slow\"}";
    private static final String PENDING = "porchlight_socket_pending_bytes";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private MeteredApplication application;

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        if (application != null) {
            application.close();
        }
    }

    @Test
    void slow_consumers_are_disconnected_and_the_others_miss_nothing() throws Exception {
        application = MeteredApplication.start(folder);
        RunningJvm jvm = application.jvm();
        List<Guest> guests = newGuests();
        ChatClient ownerClient = application.connectOwner();
        ChatClient answering = application.connectOwner();
        long before = jvm.liveHeap();
        connectOwners(READERS);

        Future<Map<String, TreeSet<Long>>> received = threads.submit(() -> receive(ownerClient, GUESTS * ROUNDS * 2));
        List<Future<TreeSet<Long>>> sent = new ArrayList<>();
        guests.forEach(guest -> sent.add(threads.submit(guest::talk)));
        for (int i = 0; i < ROUNDS; i++) {
            for (Guest guest : guests) {
                assertStored(answering.say(guest.chatId(), application.ownerToken(), "An answer"));
            }
        }

        Long[] all = LongStream.rangeClosed(1, ROUNDS * 2).boxed().toArray(Long[]::new);
        for (Future<TreeSet<Long>> guest : sent) {
            assertThat(guest.get(60, TimeUnit.SECONDS)).containsExactly(all);
        }
        assertThat(received.get(60, TimeUnit.SECONDS).values())
                .hasSize(GUESTS)
                .allSatisfy(seqs -> assertThat(seqs).containsExactly(all));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(application.meter(CLOSED)).isEqualTo(READERS));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(application.meter(PENDING)).isZero());
        assertThat(jvm.liveHeap()).isLessThan(before + (32 << 20));
        assertThat(application.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
    }

    /** Compared with the same number of clients that read, since the fan-out itself takes time. */
    @Test
    @Tag("long")
    void slow_consumers_do_not_slow_the_others_down() throws Exception {
        application = MeteredApplication.startAsShipped(folder);
        List<Guest> guests = newGuests();
        chatFor(Duration.ofSeconds(40), guests);
        double alone = chatFor(Duration.ofSeconds(40), guests);
        long heap = application.jvm().liveHeap();
        connectOwners(READERS);

        double keepingUp = chatUntil(() -> application.meter(PENDING) > READERS * TEXT.length(), guests);
        double behind = chatUntil(() -> application.meter(CLOSED) == READERS, guests);
        long growth = application.jvm().liveHeap() - heap;

        System.out.printf(
                "beside %d who never read: others were answered within %.1f ms (99th percentile) before those came,"
                        + " %.1f ms while their systems took everything for them, %.1f ms from then till all of them"
                        + " were closed; the heap grew by %d KB%n",
                READERS, alone, keepingUp, behind, growth >> 10);
        assertThat(behind).isLessThan(2 * Math.max(alone, keepingUp));
        assertThat(growth).isLessThan(16 << 20);
    }

    private double chatFor(Duration time, List<Guest> guests) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        return chatUntil(() -> System.nanoTime() > end, guests);
    }

    /** @return milliseconds within which 99 of 100 messages were stored, pushed and answered */
    private double chatUntil(Callable<Boolean> over, List<Guest> guests) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<List<Long>>> chatting = guests.stream()
                .map(guest -> threads.submit(() -> guest.chatUntil(stop)))
                .toList();
        // Seldom, since reading the meters costs CPU too.
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(2))
                .until(over);
        stop.set(true);
        List<Long> nanos = new ArrayList<>();
        for (Future<List<Long>> guest : chatting) {
            nanos.addAll(guest.get());
        }
        nanos.sort(null);
        return nanos.get(nanos.size() * 99 / 100) / 1e6;
    }

    private final class Guest {

        private final ChatClient client = application.connect();
        private final JsonNode chat =
                client.ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", "x.example");

        String chatId() {
            return chat.get("chatId").asString();
        }

        String token() {
            return chat.get("guestToken").asString();
        }

        /** @return the seqs of all messages that this guest sent or received */
        TreeSet<Long> talk() {
            TreeSet<Long> seqs = new TreeSet<>();
            for (int i = 0; i < ROUNDS; i++) {
                JsonNode reply = client.say(chatId(), token(), LONGEST_TEXT);
                assertStored(reply);
                seqs.add(reply.get("message").get("seq").asLong());
            }
            seqs.addAll(receive(client, ROUNDS).get(chatId()));
            return seqs;
        }

        /** Sends ten messages a second. @return the nanoseconds until each reply */
        List<Long> chatUntil(AtomicBoolean over) throws InterruptedException {
            List<Long> nanos = new ArrayList<>();
            while (!over.get()) {
                long start = System.nanoTime();
                assertStored(client.say(chatId(), token(), TEXT));
                nanos.add(System.nanoTime() - start);
                Thread.sleep(100);
            }
            return nanos;
        }
    }

    private List<Guest> newGuests() {
        return Stream.generate(Guest::new).limit(GUESTS).toList();
    }

    private void connectOwners(int count) {
        for (int i = 0; i < count; i++) {
            application.connectOwner();
        }
    }

    private static void assertStored(JsonNode reply) {
        assertThat(reply.get("statusCode").asInt()).as(reply.toString()).isEqualTo(200);
    }

    /** @return by chat, the seqs of the messages that were pushed */
    private static Map<String, TreeSet<Long>> receive(ChatClient client, int messages) {
        Map<String, TreeSet<Long>> seqs = new HashMap<>();
        for (int i = 0; i < messages; i++) {
            JsonNode added = client.next("messageAdded");
            seqs.computeIfAbsent(added.get("chatId").asString(), chatId -> new TreeSet<>())
                    .add(added.get("message").get("seq").asLong());
        }
        return seqs;
    }
}
