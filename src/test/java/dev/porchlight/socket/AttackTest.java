package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.Attacker.Step;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RunningJvm;
import dev.porchlight.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Strangers without an account attack a process with little memory, from some addresses, while honest clients from another
 * one are served as usual: each is answered within a second, memory stays within what the image has, nothing is restarted.
 */
@Timeout(300)
class AttackTest {

    private static final int CONNECTIONS = 600;
    private static final int SESSIONS = 200;
    private static final List<String> ADDRESSES = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
    private static final long CONTAINER_BYTES = 1L << 30;
    private static final long LONGEST_MILLIS = 1000;
    private static final String UNKNOWN = AttackShapes.poll("22222222-2222-4222-8222-222222222222");

    @TempDir
    static Path folder;

    private static ForkedApplication application;
    private static HonestClients.Guest oldGuest;
    private static HonestClients.Guest newGuest;

    @BeforeAll
    static void start() throws Exception {
        application =
                ForkedApplication.startLimited(folder, TestDatabases.newUri().orElse(""));
        Rest rest = new Rest(application.restPort());
        rest.post(
                "/owner/register", rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
        oldGuest = HonestClients.Guest.open(application.socketPort(), "x.example");
        newGuest = HonestClients.Guest.open(application.socketPort(), "x.example");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (application != null) {
            application.kill();
        }
    }

    private interface Attack {
        void by(Attacker attacker) throws Exception;
    }

    /** Some of each kind, within seconds. */
    @Test
    void strangers_stop_nobody() throws Exception {
        attack("a bit of everything", Duration.ofSeconds(6), attacker -> {
            attacker.send("127.0.0.2", each(CONNECTIONS, () -> AttackShapes.growing("POST", "/x")), true);
            attacker.send("127.0.0.3", each(300, () -> AttackShapes.almostWhole("POST", UNKNOWN)), true);
            attacker.send("127.0.0.4", posts("127.0.0.4", attacker, 150), true);
            attacker.send("127.0.0.5", each(100, () -> AttackShapes.frameBut(1)), true);
            attacker.send("127.0.0.6", each(50, AttackShapes::fragmentsWithoutEnd), true);
            attacker.send("127.0.0.7", each(300, AttackShapes::idle), true);
        });
    }

    @Test
    @Tag("long")
    void growing_bodies_for_nobody() throws Exception {
        attack("growing bodies", Duration.ofSeconds(12), attacker -> {
            attacker.send("127.0.0.2", each(CONNECTIONS, () -> AttackShapes.growing("POST", "/x")), true);
        });
    }

    @Test
    @Tag("long")
    void large_bodies_for_nobody() throws Exception {
        everywhere("large bodies", CONNECTIONS, () -> AttackShapes.almostWhole("POST", "/x"));
    }

    @Test
    @Tag("long")
    void bodies_for_unknown_sessions() throws Exception {
        everywhere("unknown sessions", CONNECTIONS, () -> AttackShapes.growing("POST", UNKNOWN));
        everywhere("unknown sessions, at once", CONNECTIONS, () -> AttackShapes.almostWhole("POST", UNKNOWN));
    }

    @Test
    @Tag("long")
    void bodies_of_other_methods_and_of_unknown_length() throws Exception {
        everywhere("PUT", CONNECTIONS, () -> AttackShapes.growing("PUT", "/socket.io/?EIO=4&transport=polling"));
        everywhere("chunked", CONNECTIONS, () -> AttackShapes.chunked(UNKNOWN));
        everywhere("GET", CONNECTIONS, () -> AttackShapes.growing("GET", "/socket.io/?EIO=4&transport=polling"));
    }

    @Test
    @Tag("long")
    void bodies_for_sessions_of_their_own() throws Exception {
        attack("posts", Duration.ofSeconds(20), attacker -> {
            for (String address : ADDRESSES) {
                attacker.send(address, posts(address, attacker, SESSIONS), true);
            }
        });
        attack("chunked posts", Duration.ofSeconds(20), attacker -> {
            for (String address : ADDRESSES) {
                List<List<Step>> connections = new ArrayList<>();
                for (String sid : sessions(address, attacker, SESSIONS)) {
                    connections.add(AttackShapes.chunked(AttackShapes.poll(sid)));
                }
                attacker.send(address, connections, true);
            }
        });
    }

    @Test
    @Tag("long")
    void dribbled_bodies_and_heads() throws Exception {
        everywhere("dribbled bodies", CONNECTIONS, () -> AttackShapes.dribbled("POST", "/x"));
        everywhere("dribbled heads", CONNECTIONS, AttackShapes::dribbledHead);
        everywhere("idle connections", CONNECTIONS, AttackShapes::idle);
    }

    @Test
    @Tag("long")
    void pipelined_requests() throws Exception {
        everywhere("pipelined", CONNECTIONS, () -> AttackShapes.pipelined("/x"));
        everywhere(
                "pipelined handshakes",
                CONNECTIONS,
                () -> AttackShapes.pipelined("/socket.io/?EIO=4&transport=polling"));
    }

    @Test
    @Tag("long")
    void half_frames_and_fragments() throws Exception {
        everywhere("frames but for a byte", SESSIONS, () -> AttackShapes.frameBut(1));
        everywhere("fragments", SESSIONS, AttackShapes::fragmentsWithoutEnd);
    }

    @Test
    @Tag("long")
    void half_upgrades() throws Exception {
        everywhere("half heads of upgrades", CONNECTIONS, AttackShapes::halfUpgradeHead);
        attack("upgrades without a probe", Duration.ofSeconds(15), attacker -> {
            for (String address : ADDRESSES) {
                List<List<Step>> connections = new ArrayList<>();
                for (String sid : sessions(address, attacker, SESSIONS)) {
                    connections.add(AttackShapes.halfUpgrade(sid));
                }
                attacker.send(address, connections, true);
            }
        });
    }

    @Test
    @Tag("long")
    void large_lists() throws Exception {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(guestWithLongMessages());
        }
        largeLists("lists that nobody reads", requests, 12, false);
        largeLists("lists that are read", requests, 40, true);
    }

    private static void largeLists(String name, List<String> requests, int times, boolean reads) throws Exception {
        attack(name, Duration.ofSeconds(20), attacker -> {
            for (String address : ADDRESSES) {
                List<List<Step>> connections = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    connections.add(AttackShapes.asking(requests.get(i % requests.size()), times));
                }
                attacker.send(address, connections, reads);
            }
        });
    }

    /** @return a request whose reply is 144 KB */
    private static String guestWithLongMessages() {
        try (ChatClient guest = ChatClient.connect(application.socketPort())) {
            JsonNode chat = guest.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
            String id = chat.get("chatId").asString();
            String token = chat.get("guestToken").asString();
            for (int i = 0; i < 18; i++) {
                guest.ask("newMessage", "chatId", id, "token", token, "message", "x".repeat(8000));
            }
            return "[\"getChatMessages\"," + new Rest(0).json("chatId", id, "token", token, "limit", 20) + "]";
        }
    }

    @Test
    @Tag("long")
    void bodies_to_REST() throws Exception {
        attack("REST bodies", Duration.ofSeconds(12), ignored -> {
            try (Attacker rest = new Attacker(application.restPort())) {
                for (String address : ADDRESSES) {
                    rest.send(address, each(100, () -> AttackShapes.dribbled("POST", "/owner/login")), true);
                    rest.send(address, each(100, () -> AttackShapes.almostWhole("POST", "/owner/login")), true);
                }
                Thread.sleep(10_000);
                rest.disconnect();
            }
        });
    }

    private static void everywhere(String name, int connections, Supplier<List<Step>> shape) throws Exception {
        attack(name, Duration.ofSeconds(12), attacker -> {
            for (String address : ADDRESSES) {
                attacker.send(address, each(connections, shape), true);
            }
        });
    }

    private static void attack(String name, Duration time, Attack attack) throws Exception {
        RunningJvm jvm = new RunningJvm(application.pid());
        long resident = 0;
        Duration cpu = jvm.cpuTime();
        long p99;
        try (HonestClients honest = new HonestClients(application.socketPort(), oldGuest, newGuest);
                Attacker attacker = new Attacker(application.socketPort())) {
            honest.warmUp();
            attack.by(attacker);
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                resident = Math.max(resident, jvm.resident());
                Thread.sleep(200);
            }
            honest.close();
            p99 = honest.p99();
            System.out.printf(
                    "%s: %d honest requests, 99 %% within %d ms; %d MB resident, %d ms of CPU, %d connections still open%n",
                    name,
                    honest.count(),
                    p99,
                    resident >> 20,
                    jvm.cpuTime().minus(cpu).toMillis(),
                    attacker.open());
            assertThat(honest.failures()).as(name).isEmpty();
            attacker.disconnect();
        }
        assertThat(p99).as(name).isLessThan(LONGEST_MILLIS);
        assertThat(resident).as(name).isLessThan(CONTAINER_BYTES);
        assertThat(application.hasEnded()).isFalse();
        assertThat(application.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
        Rest rest = new Rest(application.restPort());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> rest.get("/actuator/health/readiness").status() == 200);
    }

    private static List<List<Step>> each(int connections, Supplier<List<Step>> shape) {
        return Collections.nCopies(connections, shape.get());
    }

    private static List<List<Step>> posts(String address, Attacker attacker, int count) throws IOException {
        List<List<Step>> connections = new ArrayList<>();
        for (String sid : sessions(address, attacker, count)) {
            connections.add(AttackShapes.almostWhole("POST", AttackShapes.poll(sid)));
        }
        return connections;
    }

    /** As many as there may be of an address, less those that an earlier attack has left for some seconds. */
    private static List<String> sessions(String address, Attacker attacker, int count) {
        List<String> ids = new ArrayList<>();
        try {
            while (ids.size() < count) {
                ids.add(attacker.openSession(address));
            }
        } catch (IOException full) {
            assertThat(ids).hasSizeGreaterThan(count / 4);
        }
        return ids;
    }
}
