package dev.porchlight.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM on this machine uses. */
public record RunningJvm(long pid) {

    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Bytes of its heap in use, after it has collected its garbage. */
    public long liveHeap() throws IOException {
        return number(LIVE, histogram());
    }

    /** How many objects of which class there are, the largest share first, after it has collected its garbage. */
    public String histogram() throws IOException {
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Bytes of its memory, of whatever kind; only on Linux. */
    public long resident() throws IOException {
        return number(RESIDENT, Files.readString(Path.of("/proc", String.valueOf(pid), "status"))) * 1024;
    }

    /** What it has had of the processors, to 10 ms. */
    public Duration cpuTime() {
        return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("No number in:\n" + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
