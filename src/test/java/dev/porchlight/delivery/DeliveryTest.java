package dev.porchlight.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.delivery.RecordedHistory.SeenMessage;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.FaultyProxy;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Random writers on both sides of some chats, while connections break between every two steps of a message's way, the
 * store fails, and the process is killed. Afterwards the recorded history must keep the contract: each acknowledged
 * message is stored once and where the reply said, no seq is missing, both sides show the same, and no push reported what is not stored.
 *
 * <p>{@code -Dporchlight.seed=} repeats a run's random choices, {@code -Dporchlight.messages=} makes it longer, as
 * {@code -Plong} does.
 */
class DeliveryTest {

    private static final long SEED = Long.getLong("porchlight.seed", System.nanoTime());
    private static final int MESSAGES = Integer.getInteger("porchlight.messages", 1_680);
    private static final int MANY_MESSAGES = Math.max(MESSAGES, 5_040);
    private static final int CHATS = 6;
    private static final int MAX_MINUTES = 5;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final RecordedHistory history = new RecordedHistory();
    private final List<Participant> participants = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String ownerToken = "";
    private String cursor = "";
    private int messages;

    @Test
    void connections_break_and_the_process_is_killed() throws Exception {
        breakAndKill(MESSAGES, 2);
    }

    @Test
    @Tag("long")
    void connections_break_and_the_process_is_killed_many_times() throws Exception {
        breakAndKill(MANY_MESSAGES, 5);
    }

    @Test
    void connections_break_between_two_processes_and_the_store_they_share() throws Exception {
        breakBetweenTwoProcesses(MESSAGES);
    }

    @Test
    @Tag("long")
    void connections_break_between_two_processes_and_the_store_they_share_for_long() throws Exception {
        breakBetweenTwoProcesses(MANY_MESSAGES);
    }

    private void begin(int messages) {
        this.messages = messages;
        System.out.println("-Dporchlight.seed=" + SEED + " -Dporchlight.messages=" + messages);
    }

    private void breakAndKill(int messages, int kills) throws Exception {
        begin(messages);
        String store = TestDatabases.newUri().orElse("");
        ForkedApplication application = ForkedApplication.start(folder, store);
        try (FaultyProxy way = new FaultyProxy(application.socketPort(), SEED, 20)) {
            openChats(application.restPort(), application.socketPort(), way::port);
            way.breakThings();
            List<Future<?>> running = start();
            for (int kill = 1; kill <= kills; kill++) {
                awaitAcknowledgements(kill * messages / (kills + 1), running);
                application.kill();
                application = ForkedApplication.start(folder, store);
                requireNothingLost(application.socketPort());
                way.redirect(application.socketPort());
            }
            finish(running);
            way.heal();
            report(kills, way);
            verify(application.socketPort());
        } finally {
            application.kill();
        }
    }

    private void breakBetweenTwoProcesses(int messages) throws Exception {
        begin(messages);
        try (EmbeddedStore store =
                        EmbeddedStore.open(EmbeddedStore.Options.of(folder).withForceToDisk(false));
                FaultyProxy wayToStore = new FaultyProxy(portOf(store), SEED, 150);
                Node one = node(wayToStore);
                Node other = node(wayToStore);
                FaultyProxy wayToOne = new FaultyProxy(one.socketPort(), SEED + 1, 20);
                FaultyProxy wayToOther = new FaultyProxy(other.socketPort(), SEED + 2, 20)) {
            openChats(
                    one.restPort(),
                    one.socketPort(),
                    () -> random().nextBoolean() ? wayToOne.port() : wayToOther.port());
            List<FaultyProxy> ways = List.of(wayToStore, wayToOne, wayToOther);
            ways.forEach(FaultyProxy::breakThings);
            List<Future<?>> running = start();
            awaitAcknowledgements(messages / 2, running);
            wayToStore.hang(Duration.ofSeconds(6));
            finish(running);
            ways.forEach(FaultyProxy::heal);
            report(1, ways.toArray(FaultyProxy[]::new));
            verify(other.socketPort());
        }
    }

    private synchronized Random random() {
        return new Random(random.nextLong());
    }

    private void openChats(int restPort, int socketPort, IntSupplier way) {
        Rest rest = new Rest(restPort);
        Object[] account = {"email", "o@example.com", "password", "a password", "domain", "x.example"};
        rest.post("/owner/register", rest.json(account));
        ownerToken = rest.post("/owner/login", rest.json(account))
                .body()
                .get("data")
                .get("token")
                .asString();
        try (ChatClient client = ChatClient.connect(socketPort)) {
            for (int i = 0; i < CHATS; i++) {
                JsonNode chat =
                        client.ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", "x.example");
                for (String token : List.of(chat.get("guestToken").asString(), ownerToken)) {
                    participants.add(new Participant(
                            history, way, chat.get("chatId").asString(), token, messages / CHATS / 2, random()));
                }
            }
            cursor = client.ask("getChats", "token", ownerToken).get("cursor").asString();
        }
    }

    private List<Future<?>> start() {
        List<Future<?>> running = new ArrayList<>();
        participants.forEach(participant -> running.add(threads.submit(participant)));
        return running;
    }

    private void awaitAcknowledgements(int count, List<Future<?>> running) {
        await().atMost(Duration.ofMinutes(MAX_MINUTES))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    for (Future<?> task : running) {
                        if (task.isDone()) {
                            task.get();
                        }
                    }
                    return history.acknowledgements() >= count;
                });
    }

    private void finish(List<Future<?>> running) throws Exception {
        for (Future<?> task : running) {
            task.get(MAX_MINUTES, TimeUnit.MINUTES);
        }
        threads.shutdown();
    }

    private void report(int others, FaultyProxy... ways) {
        int faults = others;
        for (FaultyProxy way : ways) {
            faults += way.faults();
            System.out.println("  " + way.met());
        }
        System.out.println("  " + history.acknowledgements() + " acknowledged among " + faults + " faults");
        assertThat(faults).isGreaterThanOrEqualTo(messages / 50);
    }

    /** Right after a start, while nobody writes yet: all that was seen is stored and part of the summaries. */
    private void requireNothingLost(int socketPort) {
        Map<String, SeenMessage> seen = Map.copyOf(history.seen());
        Map<String, TreeMap<Long, SeenMessage>> stored = stored(socketPort);

        assertThat(everything(stored)).as("seen before the kill").containsAllEntriesOf(seen);
        try (ChatClient ownerClient = ChatClient.connect(socketPort)) {
            for (JsonNode chat : listed(ownerClient)) {
                TreeMap<Long, SeenMessage> messages = stored.get(chat.get("_id").asString());
                long read = messages.values().stream()
                        .filter(message -> message.role().equals("owner"))
                        .mapToLong(SeenMessage::seq)
                        .max()
                        .orElse(0);
                assertThat(chat.get("lastSeq").asLong()).as("in the list").isEqualTo(messages.size());
                assertThat(chat.get("unread").asLong()).as("unread").isEqualTo(messages.size() - read);
            }
        }
    }

    private Map<String, TreeMap<Long, SeenMessage>> stored(int socketPort) {
        Map<String, TreeMap<Long, SeenMessage>> stored = new HashMap<>();
        try (ChatClient ownerClient = ChatClient.connect(socketPort)) {
            participants.forEach(participant ->
                    stored.computeIfAbsent(participant.chatId(), chatId -> messages(ownerClient, chatId)));
        }
        return stored;
    }

    /** All chats: each has changed since the cursor. */
    private JsonNode listed(ChatClient ownerClient) {
        JsonNode changes = ownerClient
                .ask("getChats", "token", ownerToken, "since", cursor)
                .get("data");
        assertThat(changes).hasSize(CHATS);
        return changes;
    }

    private static Map<String, SeenMessage> everything(Map<String, TreeMap<Long, SeenMessage>> stored) {
        Map<String, SeenMessage> everything = new HashMap<>();
        stored.forEach(
                (chatId, messages) -> messages.forEach((seq, message) -> everything.put(chatId + "/" + seq, message)));
        return everything;
    }

    private void verify(int socketPort) {
        Map<String, TreeMap<Long, SeenMessage>> stored = stored(socketPort);
        Map<String, Long> listed = new HashMap<>();
        try (ChatClient ownerClient = ChatClient.connect(socketPort)) {
            listed(ownerClient)
                    .forEach(chat -> listed.put(
                            chat.get("_id").asString(), chat.get("lastSeq").asLong()));
        }
        assertThat(history.violations()).isEmpty();
        assertThat(history.acknowledgements()).isEqualTo(messages / CHATS / 2 * CHATS * 2);
        Map<String, SeenMessage> byId = new HashMap<>();
        stored.forEach((chatId, messages) -> {
            assertThat(messages.keySet())
                    .as("without a gap")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, messages.size()).boxed().toList());
            messages.values().forEach(message -> {
                assertThat(byId.put(message.clientMessageId(), message))
                        .as("stored once")
                        .isNull();
                assertThat(message.text()).isEqualTo(Participant.text(message.clientMessageId()));
            });
            assertThat(listed).as("in the list of a client that was offline").containsEntry(chatId, (long)
                    messages.size());
        });
        assertThat(byId).as("all that was acknowledged, and no other").isEqualTo(history.acknowledged());
        assertThat(everything(stored)).as("all that was seen is stored").containsAllEntriesOf(history.seen());
        for (Participant participant : participants) {
            participant.finish(socketPort);
            assertThat(participant.view()).as("both sides show the same").isEqualTo(stored.get(participant.chatId()));
            assertThat(participant.sent().stream().map(id -> byId.get(id).seq()))
                    .as("in the order each side sent them")
                    .isSorted();
        }
    }

    private TreeMap<Long, SeenMessage> messages(ChatClient ownerClient, String chatId) {
        TreeMap<Long, SeenMessage> messages = new TreeMap<>();
        JsonNode page;
        do {
            page = ownerClient.ask(
                    "getChatMessages",
                    "chatId",
                    chatId,
                    "token",
                    ownerToken,
                    "after",
                    messages.isEmpty() ? 0 : messages.lastKey(),
                    "limit",
                    200);
            page.get("data").forEach(message -> messages.put(message.get("seq").asLong(), SeenMessage.of(message)));
        } while (page.has("more"));
        return messages;
    }

    private static Node node(FaultyProxy wayToStore) {
        return Node.start("mongodb://127.0.0.1:" + wayToStore.port() + "/delivery");
    }

    private static int portOf(EmbeddedStore store) {
        return Integer.parseInt(store.connectionString().replaceAll(".*:", ""));
    }
}
