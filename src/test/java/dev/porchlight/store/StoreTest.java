package dev.porchlight.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.store.embedded.UnreadableStoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreTest {

    private static final Path FILE = Path.of("/data/store.mv");

    @Test
    void a_heap_that_is_too_small_to_open_the_store_is_no_damage() {
        assertThat(unreadable(new OutOfMemoryError("Java heap space")))
                .contains("/data/store.mv", "Java heap space", "-Xmx")
                .doesNotContain("move the whole folder away");
        assertThat(unreadable(new IllegalStateException("page", new OutOfMemoryError("Java heap space"))))
                .contains("-Xmx");
    }

    @Test
    void a_file_that_cannot_be_read_may_be_damaged() {
        assertThat(unreadable(new IllegalStateException("it is empty")))
                .contains("/data/store.mv", "it is empty", "move the whole folder away", "restore a backup")
                .doesNotContain("-Xmx");
    }

    private static String unreadable(Throwable cause) {
        return Store.unreadable(FILE, new UnreadableStoreException(cause));
    }
}
