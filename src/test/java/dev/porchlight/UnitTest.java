package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the systemd unit gives Java. */
public class UnitTest {

    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    /** Netty may take as much again, and the rest of Java needs some too. */
    @Test
    void java_has_the_same_share_of_the_memory_as_in_the_image() throws IOException {
        assertThat(heapIn("deploy/porchlight.service"))
                .isEqualTo(heapIn("Dockerfile"))
                .isLessThan(50);
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
