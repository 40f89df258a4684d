package dev.porchlight.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FileDescriptorsTest {

    private static final int MAX = 1_000;

    private long open = 100;
    private int counted;
    private long now;
    private final FileDescriptors descriptors = new FileDescriptors(MAX, this::count, () -> now);

    private long count() {
        counted++;
        return open;
    }

    @Test
    void connections_leave_some_whatever_else_opens_files() {
        int stayed = 0;
        while (accept()) {
            stayed++;
        }
        assertThat(stayed).isEqualTo(MAX - 100 - FileDescriptors.LEFT_BY_SOCKETS);
        assertThat(counted).as("counts, which take long").isLessThan(20);
        assertThat(descriptors.mayStay(FileDescriptors.LEFT_BY_REST)).isTrue();
    }

    @Test
    void there_may_be_more_as_soon_as_others_have_closed() {
        open = MAX - 10;
        passes(Duration.ofSeconds(1));
        assertThat(accept()).isFalse();
        open = 100;
        passes(Duration.ofMillis(200));
        assertThat(accept()).isTrue();
    }

    @Test
    void a_flood_is_one_line_a_minute(CapturedOutput output) {
        open = MAX;
        for (int i = 0; i < 1_000; i++) {
            passes(Duration.ofMillis(50));
            descriptors.mayStay(FileDescriptors.LEFT_BY_SOCKETS);
            descriptors.acceptFailed(new IOException("Too many open files"));
        }
        assertThat(output.getOut().lines()).hasSize(1);
        passes(Duration.ofMinutes(1));
        descriptors.acceptFailed(new IOException("Too many open files"));
        assertThat(output.getOut().lines()).hasSize(2);
    }

    @Test
    void they_are_scarce_until_there_are_clearly_more() {
        assertThat(scarceWithFree(FileDescriptors.SCARCE + 1)).isFalse();
        assertThat(scarceWithFree(FileDescriptors.SCARCE)).isTrue();
        assertThat(scarceWithFree(FileDescriptors.ENOUGH)).isTrue();
        assertThat(scarceWithFree(FileDescriptors.ENOUGH + 1)).isFalse();
    }

    private boolean scarceWithFree(long free) {
        open = MAX - free;
        passes(Duration.ofSeconds(1));
        return descriptors.areScarce();
    }

    private boolean accept() {
        open++;
        boolean stays = descriptors.mayStay(FileDescriptors.LEFT_BY_SOCKETS);
        open -= stays ? 0 : 1;
        return stays;
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }
}
