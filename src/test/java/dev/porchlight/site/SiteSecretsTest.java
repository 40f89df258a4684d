package dev.porchlight.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import com.mongodb.client.result.UpdateResult;
import dev.porchlight.StoreExtension;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.UpdateDefinition;

class SiteSecretsTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final ObjectId ownerId = new ObjectId();
    private final MongoOperations mongo = spy(STORE.mongo());
    private final SiteSecrets secrets = new SiteSecrets(mongo, Clock.systemUTC());

    @Test
    void the_current_and_the_previous_secret_verify() {
        assertThat(secrets.forVerification(ownerId)).isEmpty();
        SiteSecret first = secrets.loadOrCreateAll(ownerId).get(0);
        assertThat(secrets.loadOrCreateAll(ownerId)).containsExactly(first);

        SiteSecret second = secrets.rotate(ownerId).get(0);
        SiteSecret third = secrets.rotate(ownerId).get(0);

        assertThat(secrets.forVerification(ownerId)).containsExactly(third.secret(), second.secret());
        assertThat(first.toString()).doesNotContain(first.secret());
    }

    @Test
    void of_concurrent_rotations_none_is_lost() throws Exception {
        List<Callable<List<SiteSecret>>> rotations = IntStream.range(0, 4)
                .<Callable<List<SiteSecret>>>mapToObj(i -> () -> secrets.rotate(ownerId))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(rotations.size());
        List<Future<List<SiteSecret>>> rotated = threads.invokeAll(rotations);
        threads.shutdown();

        List<ObjectId> previous = new ArrayList<>();
        for (Future<List<SiteSecret>> rotation : rotated) {
            previous.add(rotation.get().get(1).id());
        }
        // A rotation that overwrote another one would follow the same secret.
        assertThat(previous).doesNotHaveDuplicates();
    }

    @Test
    void a_rotation_is_tried_ten_times() {
        doReturn(UpdateResult.acknowledged(0, 0L, null))
                .when(mongo)
                .updateFirst(any(), any(UpdateDefinition.class), any(Class.class));

        assertThatThrownBy(() -> secrets.rotate(ownerId))
                .isInstanceOf(RequestException.class)
                .extracting(e -> ((RequestException) e).getCode())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        verify(mongo, times(10)).updateFirst(any(), any(UpdateDefinition.class), any(Class.class));
    }

    @Test
    void other_failures_are_not_retried() {
        secrets.loadOrCreateAll(ownerId);
        doThrow(new DuplicateKeyException("not a lost race"))
                .when(mongo)
                .updateFirst(any(), any(UpdateDefinition.class), any(Class.class));

        assertThatThrownBy(() -> secrets.rotate(ownerId)).isInstanceOf(DuplicateKeyException.class);
        verify(mongo, times(1)).updateFirst(any(), any(UpdateDefinition.class), any(Class.class));
    }
}
