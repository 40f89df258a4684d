package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the systemd unit gives Java, and when it takes it for started and stopped. */
public class UnitTest {

    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    /** Netty may take as much again, and the rest of Java needs some too. */
    @Test
    void java_has_the_same_share_of_the_memory_as_in_the_image() throws IOException {
        assertThat(heapIn("deploy/porchlight.service"))
                .isEqualTo(heapIn("Dockerfile"))
                .isLessThan(50);
    }

    /** As long as the longest drain, and time for the rest. */
    @Test
    void a_stop_may_take_as_long_as_the_longest_drain() throws IOException {
        assertThat(List.of(
                        secondsIn("deploy/porchlight.service", "TimeoutStopSec=(\\d+)"),
                        secondsIn("docker-compose.yml", "(?s) app:.*?stop_grace_period: (\\d+)s"),
                        secondsIn("deploy/kubernetes.yml", "terminationGracePeriodSeconds: (\\d+)")))
                .allMatch(seconds -> seconds >= 60 + 25);
    }

    @Test
    void the_unit_is_started_once_readiness_says_so_and_has_failed_when_the_process_ends() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
        try {
            String port = String.valueOf(server.getAddress().getPort());
            String self = String.valueOf(ProcessHandle.current().pid());
            assertThat(startPost(Map.of("MAINPID", self, "SERVER_PORT", port))).isZero();
            assertThat(asked).hasValue(3);
            assertThat(startPost(Map.of("MAINPID", self, "SERVER_PORT", "1", "MANAGEMENT_SERVER_PORT", port)))
                    .isZero();

            Process ended = new ProcessBuilder("true").start();
            ended.waitFor();
            assertThat(startPost(Map.of("MAINPID", String.valueOf(ended.pid()), "SERVER_PORT", "1")))
                    .isNotZero();
        } finally {
            server.stop(0);
        }
    }

    /** As systemd reads the line: a dollar is doubled, and a backslash. */
    private static int startPost(Map<String, String> variables) throws Exception {
        String line = Files.readAllLines(Path.of("deploy/porchlight.service")).stream()
                .filter(each -> each.startsWith("ExecStartPost=/bin/bash -c '"))
                .findFirst()
                .orElseThrow();
        String script = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''))
                .replace("$$", "$")
                .replace("\\\\", "\\");
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script);
        bash.environment().putAll(variables);
        Process process = bash.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static int secondsIn(String file, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
        assertThat(found.find()).as(file).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static int heapIn(String file) throws IOException {
        return HEAP.matcher(Files.readString(Path.of(file)))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .reduce((one, another) -> {
                    throw new AssertionError("Twice in " + file);
                })
                .orElseThrow();
    }
}
