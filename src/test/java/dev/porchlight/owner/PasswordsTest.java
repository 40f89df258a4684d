package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {

    /** The weakest, for what holds at any cost. */
    private final PasswordEncoder encoder = new BCryptPasswordEncoder(4);

    private final Passwords passwords = new Passwords(encoder);

    @Test
    void hashing_has_the_usual_cost() {
        assertThat(usual().hash("correct horse")).startsWith("$2a$10$");
    }

    @Test
    void too_many_waiting_requests_are_rejected() throws Exception {
        Passwords passwords = usual();
        int crowd = Runtime.getRuntime().availableProcessors() + 100;
        ExecutorService threads = Executors.newFixedThreadPool(crowd);
        try {
            List<Future<Boolean>> attempts = IntStream.range(0, crowd)
                    .mapToObj(i -> threads.submit(() -> hashes(passwords)))
                    .toList();

            int hashed = 0;
            for (Future<Boolean> attempt : attempts) {
                hashed += attempt.get() ? 1 : 0;
            }

            assertThat(hashed).isBetween(1, crowd - 1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(hashes(passwords)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\0secret", "\0\0\0\0\0\0\0\0", "secret\ud800", "\udfffsecret", "secret\ude00\ud83d"})
    void what_is_not_text_is_no_password(String password) {
        String hash = encoder.encode("secret");
        for (String existing : new String[] {hash, encoder.encode("secret?"), null}) {
            assertInvalid(() -> passwords.match("oldPassword", password, existing), "oldPassword");
        }
        assertInvalid(() -> passwords.hash(password), "password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pässwörd", "가나다라", "Ångström", "क़ क़ क़", "ệệệệệ"})
    void a_password_matches_in_whichever_form_it_is_typed(String password) {
        for (Normalizer.Form then : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            for (Normalizer.Form now : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
                String typedThen = Normalizer.normalize(password, then);
                String typedNow = Normalizer.normalize(password, now);
                assertThat(passwords.match("password", typedNow, passwords.hash(typedThen)))
                        .isTrue();
                // As accounts have it that were made before.
                assertThat(passwords.match("password", typedNow, encoder.encode(typedThen)))
                        .isTrue();
                assertThat(passwords.match("password", typedNow + "x", encoder.encode(typedThen)))
                        .isFalse();
            }
        }
        assertThat(passwords.match("password", password, null)).isFalse();
    }

    /** Option and space on a Mac, and the space bar of Japanese keyboards. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u2003", "\u2009", "\u202f", "\u205f", "\u3000", "\u1680"})
    void all_spaces_are_one(String space) {
        String plain = "correct horse battery";
        String other = plain.replace(" ", space);
        assertThat(passwords.match("password", other, passwords.hash(plain))).isTrue();
        assertThat(passwords.match("password", plain, passwords.hash(other))).isTrue();
        // As accounts have it that were made before.
        assertThat(passwords.match("password", other, encoder.encode(other))).isTrue();
        assertThat(passwords.match("password", other.replace(space, ""), passwords.hash(plain)))
                .isFalse();
        assertThat(passwords.match("password", "de\u0301ja" + space + "vu!", passwords.hash("déja vu!")))
                .isTrue();
    }

    @Test
    void a_mixed_form_of_before_still_matches() {
        String mixed = "pa\u0308sswörd";
        assertThat(passwords.match("password", mixed, encoder.encode(mixed))).isTrue();
    }

    @Test
    void an_unknown_account_costs_as_many_hashes_as_a_known_one() {
        AtomicInteger hashes = new AtomicInteger();
        PasswordEncoder counting = new PasswordEncoder() {
            @Override
            public String encode(CharSequence password) {
                return encoder.encode(password);
            }

            @Override
            public boolean matches(CharSequence password, String hash) {
                hashes.incrementAndGet();
                return encoder.matches(password, hash);
            }
        };
        Passwords counted = new Passwords(counting);
        for (String password : List.of("correct horse", "pässwörd", "", "x".repeat(100), "ä".repeat(100))) {
            counted.match("password", password, null);
            int unknown = hashes.getAndSet(0);
            counted.match("password", password, counting.encode("another one"));
            assertThat(hashes.getAndSet(0)).as(password).isEqualTo(unknown).isPositive();
        }
    }

    /** A password of three forms lets one that waits go before its second. */
    @Test
    void each_hash_waits_for_its_turn() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> hashed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(cores);
        CountDownLatch go = new CountDownLatch(1);
        Passwords counted = new Passwords(new PasswordEncoder() {
            @Override
            public String encode(CharSequence password) {
                return "hash";
            }

            @Override
            public boolean matches(CharSequence password, String hash) {
                hashed.add(password.toString());
                begun.countDown();
                try {
                    boolean goes = go.await(10, TimeUnit.SECONDS);
                    // A hash takes its time, in which a thread that has its turn gets a processor.
                    Thread.sleep(100);
                    return !goes;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            threads.add(new Thread(() -> counted.match("password", "pa\u0308sswörd", "hash")));
        }
        threads.forEach(Thread::start);
        begun.await();
        Thread waiting = new Thread(() -> counted.match("password", "correct horse", "hash"));
        threads.add(waiting);
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(hashed).hasSize(3 * cores + 1);
        assertThat(hashed.indexOf("correct horse")).isLessThan(2 * cores);
    }

    private static void assertInvalid(ThrowingCallable check, String field) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.INVALID))
                .hasMessageStartingWith(field);
    }

    private static Passwords usual() {
        return new Passwords(new PasswordConfiguration().passwordEncoder());
    }

    private static boolean hashes(Passwords passwords) {
        try {
            passwords.hash("correct horse");
            return true;
        } catch (RequestException e) {
            assertThat(e.getCode()).isEqualTo(ErrorCode.UNAVAILABLE);
            return false;
        }
    }

    @Test
    void hostile_text_is_not_normalized() {
        String marks = "\u0300".repeat(16_000) + "\u0316".repeat(16_000);

        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertThatThrownBy(() -> passwords.requireValid(marks)).isInstanceOf(RequestException.class);
        assertThat(passwords.match("password", marks, null)).isFalse();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
}
