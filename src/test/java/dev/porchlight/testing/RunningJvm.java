package dev.porchlight.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM on this machine uses. */
public record RunningJvm(long pid) {

    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    /** Bytes of its heap in use, after it has collected its garbage. */
    public long liveHeap() throws IOException {
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher live = LIVE.matcher(histogram);
        if (!live.find()) {
            throw new AssertionError("No number in:\n" + histogram);
        }
        return Long.parseLong(live.group(1));
    }
}
