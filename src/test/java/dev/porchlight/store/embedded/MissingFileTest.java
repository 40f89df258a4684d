package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The file of the store goes away while it is open: nothing is acknowledged that no later start would find. */
@ExtendWith(OutputCaptureExtension.class)
class MissingFileTest {

    private static final Duration NOTICED = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private Path data;
    private Path file;
    private Path elsewhere;

    @BeforeEach
    void name() {
        data = folder.resolve("data");
        file = data.resolve("store.mv");
        elsewhere = folder.resolve("elsewhere");
    }

    private enum Loss {
        FILE_DELETED {
            @Override
            void happen(MissingFileTest test) throws IOException {
                Files.delete(test.file);
            }
        },
        FOLDER_MOVED {
            @Override
            void happen(MissingFileTest test) throws IOException {
                Files.move(test.data, test.elsewhere);
            }
        },
        FOLDER_REPLACED_BY_AN_EMPTY_ONE {
            @Override
            void happen(MissingFileTest test) throws IOException {
                Files.move(test.data, test.elsewhere);
                Files.createDirectory(test.data);
            }
        },
        FILE_REPLACED_BY_A_COPY {
            @Override
            void happen(MissingFileTest test) throws IOException {
                Path copy = Files.copy(test.file, test.elsewhere);
                Files.move(copy, test.file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        };

        abstract void happen(MissingFileTest test) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void the_first_write_after_it_already_is_refused(Loss loss) throws IOException {
        try (StoreFixture fixture = new StoreFixture(data)) {
            insert(fixture, 1);
            loss.happen(this);

            assertThatThrownBy(() -> insert(fixture, 2)).isInstanceOf(MongoException.class);
            assertThat(fixture.store.isHealthy()).isFalse();
        }
    }

    @Test
    void an_idle_store_notices_too_and_says_so_once(CapturedOutput output) throws IOException {
        try (StoreFixture fixture = new StoreFixture(data)) {
            insert(fixture, 1);
            Files.move(data, elsewhere);

            await().atMost(NOTICED).until(() -> output.getOut().contains(file + " is gone"));
            assertThatThrownBy(() -> insert(fixture, 2)).isInstanceOf(MongoException.class);
            assertThatThrownBy(() -> fixture.collection("messages").find().first())
                    .isInstanceOf(MongoException.class);
            assertThat(output.getOut().lines().filter(line -> line.contains("ERROR")))
                    .hasSize(1);
        }
    }

    @Test
    void it_goes_on_once_the_same_file_is_back_with_all_that_was_acknowledged() throws IOException {
        try (StoreFixture fixture = new StoreFixture(data)) {
            insert(fixture, 1);
            Files.move(data, elsewhere);
            assertThatThrownBy(() -> insert(fixture, 2)).isInstanceOf(MongoException.class);
            Files.move(elsewhere, data);

            await().atMost(NOTICED).until(fixture.store::isHealthy);
            insert(fixture, 3);
        }
        try (StoreFixture fixture = new StoreFixture(data)) {
            assertThat(fixture.collection("messages").find().map(message -> message.getInteger("_id")))
                    .contains(1, 3);
        }
    }

    private static void insert(StoreFixture fixture, int id) {
        fixture.collection("messages").insertOne(new Document("_id", id));
    }
}
