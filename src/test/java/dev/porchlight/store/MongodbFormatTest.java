package dev.porchlight.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.embedded.StoreFixture;
import dev.porchlight.store.embedded.storage.StoreFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database tells which version of the program may write to it; an embedded store takes the place of MongoDB. */
class MongodbFormatTest {

    @TempDir
    Path folder;

    private StoreFixture mongodb;

    @BeforeEach
    void open() {
        mongodb = StoreFixture.fast(folder);
    }

    @AfterEach
    void close() {
        mongodb.close();
    }

    @Test
    void a_database_of_before_formats_had_numbers_gets_one() {
        mongodb.collection("messages").insertOne(new Document("_id", 1));

        for (int start = 0; start < 2; start++) {
            MongodbFormat.require(mongodb.database);
            assertThat(mongodb.collection("storeFormat").find().into(new ArrayList<>()))
                    .containsExactly(new Document("_id", "format").append("version", StoreFormat.VERSION));
        }
    }

    @Test
    void a_database_of_a_later_version_is_refused_and_left_as_it_is() {
        Document later = new Document("_id", "format").append("version", StoreFormat.VERSION + 1);
        mongodb.collection("storeFormat").insertOne(later);

        assertThatThrownBy(() -> MongodbFormat.require(mongodb.database))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("MONGODB_URI")
                .hasMessageContaining("later version of Porchlight");
        assertThat(mongodb.collection("storeFormat").find().into(new ArrayList<>()))
                .containsExactly(later);
    }
}
