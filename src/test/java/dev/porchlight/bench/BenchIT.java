package dev.porchlight.bench;

import static dev.porchlight.testing.Programs.require;
import static dev.porchlight.testing.Programs.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Programs;
import dev.porchlight.testing.Programs.Result;
import dev.porchlight.testing.Rest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** That {@code bench/run} measures all that it says. What it measures in so short a time says nothing. */
class BenchIT {

    private static final String NODE_IS_NEW_ENOUGH =
            "const [major, minor] = process.versions.node.split('.'); process.exit(major > 20 || major == 20 && minor >= 19 ? 0 : 1)";
    private static final int PATIENCE_SECONDS = 300;

    private static final List<String> WITH_STORE_PROCESS = List.of("porchlight-store", "node");
    private static final List<String> JVMS = List.of("porchlight", "porchlight-store", "echo");
    private static final List<String> TARGETS = List.of("porchlight", "porchlight-store", "node", "echo");
    private static final List<String> MEASURED_IDLE = List.of("porchlight", "node", "echo");

    @TempDir
    static Path folder;

    /** By target and phase. */
    private static final Map<String, Map<String, JsonNode>> FIGURES = new HashMap<>();

    private static String table;

    @BeforeAll
    static void measure() throws Exception {
        require(succeeds("node", "--eval", NODE_IS_NEW_ENOUGH), "Node.js 20.19 is not installed");
        Result result = Programs.run(
                Path.of("."),
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                PATIENCE_SECONDS,
                "bench/run",
                "--smoke",
                "--targets",
                String.join(",", TARGETS),
                "--jar",
                ForkedApplication.packedJar().toString(),
                "--out",
                folder.resolve("results").toString());
        assertThat(result.succeeded()).as(result.output()).isTrue();
        table = Files.readString(folder.resolve("results.md"));
        for (JsonNode run :
                Rest.parse(Files.readString(folder.resolve("results.json"))).get("runs")) {
            Map<String, JsonNode> phases =
                    FIGURES.computeIfAbsent(run.get("target").asString(), target -> new HashMap<>());
            run.get("figures")
                    .properties()
                    .forEach(phase -> assertThat(phases.put(phase.getKey(), phase.getValue()))
                            .isNull());
        }
    }

    @Test
    void every_target_is_measured_in_every_phase() {
        assertThat(FIGURES.keySet()).containsExactlyInAnyOrderElementsOf(TARGETS);
        for (String target : TARGETS) {
            List<String> idle = MEASURED_IDLE.contains(target) ? List.of("idle 50", "idle 100") : List.of();
            assertThat(FIGURES.get(target).keySet())
                    .as(target)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(Stream.of("start", "closed", "rate 50", "end", "connect"), idle.stream())
                                    .toList());
        }
    }

    @Test
    void messages_have_their_cost_and_their_latencies() {
        for (String target : TARGETS) {
            JsonNode closed = FIGURES.get(target).get("closed");
            assertThat(number(closed, "serverCpuMicros")).as(target).isPositive();
            assertThat(number(closed, "loadPercent")).as(target).isBetween(0.1, 150.0);
            for (JsonNode phase : List.of(closed, FIGURES.get(target).get("rate 50"))) {
                assertThat(number(phase, "messages")).as(target).isPositive();
                assertThat(number(phase, "messagesPerSecond")).as(target).isPositive();
                assertThat(number(phase, "othersPercent")).as(target).isNotNegative();
                assertRising(phase, "replyP50Millis", "replyP99Millis", "replyP999Millis", "replyMaxMillis");
                assertRising(phase, "pushP50Millis", "pushP99Millis", "pushP999Millis", "pushMaxMillis");
            }
            // What fell due in one second, and what was late from the time before.
            assertThat(number(FIGURES.get(target).get("rate 50"), "messages"))
                    .as(target)
                    .isLessThanOrEqualTo(70);
        }
    }

    @Test
    void a_store_in_a_process_of_its_own_counts() {
        for (String target : TARGETS) {
            JsonNode closed = FIGURES.get(target).get("closed");
            double store = number(closed, "totalCpuMicros") - number(closed, "serverCpuMicros");
            if (WITH_STORE_PROCESS.contains(target)) {
                assertThat(store).as(target).isPositive();
            } else {
                assertThat(store).as(target).isZero();
            }
        }
    }

    @Test
    void a_jvm_shows_what_it_allocates_and_how_it_pauses() {
        for (String target : JVMS) {
            JsonNode closed = FIGURES.get(target).get("closed");
            assertThat(number(closed, "allocatedKilobytes")).as(target).isBetween(0.1, 10_000.0);
            assertThat(number(closed, "youngCollections")).as(target).isNotNegative();
            assertRising(closed, "pauseMedianMillis", "pauseMaxMillis", "pauseTotalMillis");
        }
    }

    @Test
    void connections_have_their_cost() {
        for (String target : TARGETS) {
            JsonNode connect = FIGURES.get(target).get("connect");
            assertThat(number(connect, "perSecond")).as(target).isPositive();
            assertThat(number(connect, "serverCpuMicros")).as(target).isNotNegative();
        }
        for (String target : MEASURED_IDLE) {
            JsonNode idle = FIGURES.get(target).get("idle 100");
            // So few are lost among what else grows and shrinks.
            assertThat(number(idle, "kilobytesEach")).as(target).isBetween(-2_000.0, 2_000.0);
            assertThat(number(idle, "cpuPercent")).as(target).isBetween(0.0, 400.0);
        }
    }

    @Test
    void a_start_takes_its_time_and_an_end_its_memory() {
        for (String target : TARGETS) {
            assertThat(number(FIGURES.get(target).get("start"), "millis"))
                    .as(target)
                    .isBetween(50.0, 120_000.0);
            assertThat(number(FIGURES.get(target).get("end"), "residentMegabytes"))
                    .as(target)
                    .isBetween(20.0, 2_000.0);
        }
    }

    @Test
    void the_table_compares_with_node() {
        assertThat(table)
                .contains("|  | porchlight | porchlight-store | node | echo |", "| messages a second | ")
                .contains("|  | porchlight | porchlight-store | echo |", "| closed: reply p99 | ")
                .doesNotContain("NaN", "undefined", "null");
    }

    private static double number(JsonNode phase, String figure) {
        assertThat(phase.path(figure).isNumber()).as("%s of %s", figure, phase).isTrue();
        return phase.get(figure).asDouble();
    }

    private static void assertRising(JsonNode phase, String... figures) {
        assertThat(Stream.of(figures).map(figure -> number(phase, figure)))
                .as("%s", phase)
                .isSorted()
                .allMatch(each -> each >= 0);
    }
}
