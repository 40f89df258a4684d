package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryShortageTest {

    private final MemoryShortage shortage = new MemoryShortage();

    @ParameterizedTest
    @ValueSource(strings = {"Java heap space", "GC overhead limit exceeded", "Metaspace"})
    void of_the_heap_is_fatal_at_once(String message) {
        assertThat(shortage.isFatal(new OutOfMemoryError(message), 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot reserve 8192 bytes of direct buffer memory (allocated: 1, limit: 1)",
                "unable to create native thread: possibly out of memory or process/resource limits reached",
            })
    void of_what_comes_back_is_fatal_once_it_has_lasted(String message) {
        assertThat(failsAt(message, 0)).isFalse();
        assertThat(failsAt(message, 4)).isFalse();
        assertThat(failsAt(message, 8)).isFalse();
        assertThat(failsAt(message, 10)).isTrue();
    }

    @Test
    void that_passes_between_is_not_fatal() {
        String message = "direct buffer memory";
        for (long second = 0; second < 60; second += 6) {
            assertThat(failsAt(message, second)).as("after %d s", second).isFalse();
            assertThat(failsAt(message, second)).isFalse();
        }
    }

    @Test
    void is_found_among_causes() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        assertThat(MemoryShortage.in(new IllegalStateException(new RuntimeException(error))))
                .isSameAs(error);
        Exception first = new Exception();
        first.initCause(new Exception(first));
        assertThat(MemoryShortage.in(first)).isNull();
    }

    private boolean failsAt(String message, long seconds) {
        return shortage.isFatal(new OutOfMemoryError(message), TimeUnit.SECONDS.toNanos(seconds) - 5);
    }
}
