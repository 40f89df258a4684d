package dev.porchlight.store;

import static dev.porchlight.testing.Programs.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.embedded.UnreadableStoreException;
import dev.porchlight.testing.Programs;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"store.mv", "store.lock", "store.port"})
    void a_file_of_another_user_is_named_as_what_it_is(String name, @TempDir Path folder) throws Exception {
        Store.openEmbedded(folder, false).close();
        Path file = folder.resolve(name);
        require(Programs.succeeds("chattr", "+i", file.toString()), "No file can be kept from root here");
        try {
            assertThatThrownBy(() -> Store.openEmbedded(folder, false).close())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("PORCHLIGHT_DATA must be a folder that this user can write to")
                    .hasMessageContaining(file + ": ");
        } finally {
            Programs.succeeds("chattr", "-i", file.toString());
        }
        Store.openEmbedded(folder, false).close();
    }

    @Test
    void a_file_that_another_program_has_locked_is_not_taken_for_a_damaged_one(@TempDir Path folder) throws Exception {
        Store.openEmbedded(folder, false).close();
        try (FileChannel file = FileChannel.open(folder.resolve("store.mv"), StandardOpenOption.WRITE)) {
            file.lock();
            assertThatThrownBy(() -> Store.openEmbedded(folder, false).close())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("is in use by another");
        }
        Store.openEmbedded(folder, false).close();
    }

    private static String unreadable(Throwable cause) {
        return Store.unreadable(FILE, new UnreadableStoreException(cause));
    }
}
