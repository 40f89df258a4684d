package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.embedded.storage.StoreFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store tells which version of the program may open it. */
class StoreFormatTest {

    @TempDir
    Path folder;

    private void storeOfFormat(int version) {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            fixture.collection("messages").insertOne(new Document("_id", 1));
            fixture.store.store().setStoreVersion(version);
        }
    }

    @Test
    void a_store_of_a_later_version_is_refused_and_left_as_it_is() throws Exception {
        storeOfFormat(StoreFormat.VERSION + 1);
        Path file = folder.resolve("store.mv");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> StoreFixture.fast(folder)).isInstanceOf(NewerFormatException.class);
        assertThatThrownBy(() -> Store.openEmbedded(folder, true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("later version of Porchlight")
                .hasMessageContaining("restore the backup");
        assertThatThrownBy(() -> EmbeddedStore.check(file)).isInstanceOf(NewerFormatException.class);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_store_of_before_formats_had_numbers_opens_and_gets_one() {
        storeOfFormat(0);
        for (int start = 0; start < 2; start++) {
            try (StoreFixture fixture = StoreFixture.fast(folder)) {
                assertThat(fixture.collection("messages").countDocuments()).isEqualTo(1);
                assertThat(fixture.store.store().getStoreVersion()).isEqualTo(StoreFormat.VERSION);
            }
        }
    }
}
