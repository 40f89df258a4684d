package dev.porchlight.chat.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.PorchlightApplication;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.testing.Cost;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.TokenService;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What each guarantee adds to a message, from the log down to the embedded store; docs/performance.md has a run. */
@Tag("long")
class MessageCostTest {

    private static final int MESSAGES = 1_000;

    /** Far above what is measured: a guarantee that costs a multiple of the message itself has a fault. */
    private static final double MAX_MICROS = 5_000;

    @TempDir
    static Path folder;

    private ConfigurableApplicationContext application;
    private MessageRepository messages;
    private MessageLog log;

    @BeforeEach
    void start() {
        application = start(false);
        messages = application.getBean(MessageRepository.class);
        log = application.getBean(MessageLog.class);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void forced_to_disk(int writers) {
        try (ConfigurableApplicationContext forced = start(true)) {
            MessageLog forcedLog = forced.getBean(MessageLog.class);

            Cost cost = Cost.of(
                    "forced to disk, writers: " + writers,
                    MESSAGES,
                    times -> together(writers, times, forcedLog),
                    times -> together(writers, times, log));

            assertThat(cost.micros()).isLessThan(MAX_MICROS);
        }
    }

    @Test
    void a_unique_clientMessageId() {
        Author one = author();
        Author other = author();

        Cost cost = Cost.of(
                "a unique clientMessageId",
                MESSAGES,
                times -> IntStream.range(0, times).forEach(i -> log.append(one, "hello", uuid())),
                times -> IntStream.range(0, times).forEach(i -> {
                    uuid();
                    log.append(other, "hello", null);
                }));

        assertThat(cost.micros()).isLessThan(MAX_MICROS);
    }

    @Test
    void a_duplicate_that_is_recognized() {
        Author author = author();
        String id = uuid();
        Message first = log.append(author, "hello", id).message();

        Cost cost = Cost.of(
                "a duplicate, in place of a first",
                MESSAGES,
                times -> IntStream.range(0, times)
                        .forEach(i -> assertThat(log.append(author, "hello", id)
                                        .message()
                                        .seq())
                                .isEqualTo(first.seq())),
                times -> IntStream.range(0, times).forEach(i -> log.append(author, "hello", uuid())));

        assertThat(cost.micros()).isLessThan(MAX_MICROS);
    }

    /** As it would be without the cache of last numbers. */
    @Test
    void reading_back_the_last_seq() {
        Author read = author();
        Author cached = author();

        Cost cost = Cost.of(
                "the last seq read back, not cached",
                MESSAGES,
                times -> IntStream.range(0, times).forEach(i -> {
                    long before = messages.lastSeq(read.chatId());
                    assertThat(log.append(read, "hello", null).message().seq()).isEqualTo(before + 1);
                }),
                times -> IntStream.range(0, times).forEach(i -> log.append(cached, "hello", null)));

        assertThat(cost.micros()).isLessThan(MAX_MICROS);
    }

    @Test
    void authentication() {
        TokenService tokens = application.getBean(TokenService.class);
        Authenticator authenticator = application.getBean(Authenticator.class);
        ObjectId id = new ObjectId();
        String guest = tokens.issueToGuest(id, "shop.example");
        String owner = tokens.issueToOwner(id, "shop.example", null);
        for (String token : new String[] {guest, owner}) {
            Cost cost = Cost.of(
                    token == guest ? "a guest's token verified" : "an owner's token verified, the session looked up",
                    20_000,
                    times -> IntStream.range(0, times)
                            .forEach(i -> assertThat(authenticator
                                            .authenticate(token)
                                            .id()
                                            .equals(id))
                                    .isTrue()),
                    times -> IntStream.range(0, times)
                            .forEach(i -> assertThat(id.equals(id)).isTrue()));

            assertThat(cost.certain()).isTrue();
            assertThat(cost.micros()).isLessThan(MAX_MICROS);
        }
    }

    private static void together(int writers, int times, MessageLog log) {
        Thread[] threads = new Thread[writers];
        for (int i = 0; i < writers; i++) {
            Author author = author();
            threads[i] = new Thread(
                    () -> IntStream.range(0, times / writers).forEach(message -> log.append(author, "hello", uuid())));
            threads[i].start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Author author() {
        return new Author(new ObjectId(), Role.GUEST, new ObjectId());
    }

    private static String uuid() {
        return UUID.randomUUID().toString();
    }

    private static ConfigurableApplicationContext start(boolean forceToDisk) {
        return new SpringApplicationBuilder(PorchlightApplication.class)
                .run(
                        "--server.port=0",
                        "--porchlight.socket.port=0",
                        "--porchlight.limits.exempt=127.0.0.0/8,::1",
                        "--porchlight.mongodb-uri=",
                        "--porchlight.force-to-disk=" + forceToDisk,
                        "--porchlight.data=" + folder.resolve(UUID.randomUUID().toString()));
    }
}
