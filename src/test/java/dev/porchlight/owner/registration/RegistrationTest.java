package dev.porchlight.owner.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.porchlight.StoreExtension;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.threeten.extra.MutableClock;

class RegistrationTest {

    private static final EmailAddress EMAIL = EmailAddress.parse("you@example.com");
    private static final Domain DOMAIN = Domain.parse("shop.example");

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final MutableClock clock = MutableClock.of(Instant.now(), ZoneOffset.UTC);
    private final OwnerService owners = mock(OwnerService.class);
    private final DemoDomain demo = new DemoDomain();
    private final Invitations invitations = new Invitations(mongo, owners, clock);
    private final Queue<ObjectId> accounts = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void keepAccounts() {
        mongo.remove(new Query(), Invitation.class);
        acceptAccounts();
        when(owners.anyExists()).thenAnswer(call -> !accounts.isEmpty());
        when(owners.account(any()))
                .thenAnswer(call -> accounts.contains(call.<ObjectId>getArgument(0))
                        ? Optional.of(mock(OwnerService.Account.class))
                        : Optional.empty());
    }

    @Test
    void anybody_registers_where_it_is_open() {
        Registration open = registration(RegistrationMode.OPEN);

        assertThat(open.isOpen()).isTrue();
        register(open, null);
        register(open, null);
        assertThat(accounts).hasSize(2);
    }

    @Test
    void an_invitation_makes_one_account() {
        Registration invited = registration(RegistrationMode.INVITATION);
        String code = invitations.create(Duration.ofDays(7));

        assertThat(invited.isOpen()).isFalse();
        assertForbidden(invited, null);
        assertForbidden(invited, "A".repeat(22));
        register(invited, code);
        assertForbidden(invited, code);
        assertThat(accounts).hasSize(1);
        assertThat(failure(invited, "nonsense").getCode()).isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void what_is_stored_of_an_invitation_invites_nobody() {
        String code = invitations.create(Duration.ofDays(7));

        List<Document> stored = mongo.findAll(Document.class, "invitations");

        assertThat(stored).hasSize(1);
        assertThat(stored.toString()).doesNotContain(code);
        assertForbidden(
                registration(RegistrationMode.INVITATION),
                stored.get(0).getString("_id").substring(0, 22));
    }

    @Test
    void an_invitation_expires() {
        String code = invitations.create(Duration.ofHours(1));
        clock.add(Duration.ofHours(1));

        assertForbidden(registration(RegistrationMode.INVITATION), code);
    }

    @Test
    void a_failed_registration_does_not_use_an_invitation_up() {
        Registration invited = registration(RegistrationMode.INVITATION);
        String code = invitations.create(Duration.ofDays(7));
        doThrow(RequestException.conflict("taken")).when(owners).register(any(), any(), any(), any());
        assertThat(failure(invited, code).getCode()).isEqualTo(ErrorCode.CONFLICT);

        acceptAccounts();
        register(invited, code);
        assertThat(accounts).hasSize(1);
    }

    @Test
    void an_invitation_is_free_again_when_the_process_ended_before_there_was_an_account() {
        Registration invited = registration(RegistrationMode.INVITATION);
        String code = invitations.create(Duration.ofDays(7));
        doThrow(new DataAccessResourceFailureException("gone")).when(owners).register(any(), any(), any(), any());
        assertThat(catchThrowable(() -> register(invited, code)))
                .isInstanceOf(DataAccessResourceFailureException.class);
        acceptAccounts();

        assertForbidden(invited, code);
        clock.add(Duration.ofMinutes(2));
        register(invited, code);
        assertThat(accounts).hasSize(1);
    }

    @Test
    void an_invitation_is_used_up_when_the_process_ended_after_there_was_an_account() {
        String code = invitations.create(Duration.ofDays(7));
        ObjectId made = new ObjectId();
        assertThat(invitations.claim(Invitations.idOf(code), made)).isTrue();
        accounts.add(made);
        clock.add(Duration.ofMinutes(2));

        assertForbidden(registration(RegistrationMode.INVITATION), code);
        assertThat(mongo.findAll(Document.class, "invitations")).isEmpty();
    }

    @Test
    void of_many_with_one_invitation_at_the_same_time_one_registers() throws Exception {
        Registration invited = registration(RegistrationMode.INVITATION);
        String code = invitations.create(Duration.ofDays(7));

        assertThat(registeredAtOnce(invited, code)).isEqualTo(1);
    }

    @Test
    void of_many_at_the_same_time_one_becomes_the_first() throws Exception {
        Registration first = registration(RegistrationMode.FIRST);

        assertThat(first.isOpen()).isTrue();
        assertThat(registeredAtOnce(first, null)).isEqualTo(1);
        assertThat(first.isOpen()).isFalse();
        assertForbidden(first, null);
        register(first, invitations.create(Duration.ofDays(7)));
        assertThat(accounts).hasSize(2);
    }

    @Test
    void the_demo_shop_has_its_own_code_and_is_not_the_first() {
        Registration first = registration(RegistrationMode.FIRST);
        when(owners.anyExists()).thenReturn(false);

        first.register(EMAIL, "correct horse", DemoDomain.DOMAIN, demo.code(), null);
        register(first, null);

        assertThat(accounts).hasSize(2);
        assertThat(catchThrowable(() -> registration(RegistrationMode.INVITATION)
                        .register(EMAIL, "correct horse", DemoDomain.DOMAIN, null, null)))
                .isInstanceOf(RequestException.class);
    }

    private void acceptAccounts() {
        doAnswer(call -> accounts.add(call.getArgument(0))).when(owners).register(any(), any(), any(), any());
    }

    private long registeredAtOnce(Registration registration, String code) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Boolean> attempt = () -> catchThrowable(() -> register(registration, code)) == null;
            List<Future<Boolean>> attempts =
                    threads.invokeAll(Stream.generate(() -> attempt).limit(32).toList());
            long successes = 0;
            for (Future<Boolean> made : attempts) {
                successes += made.get() ? 1 : 0;
            }
            assertThat(accounts).hasSize((int) successes);
            return successes;
        } finally {
            threads.shutdownNow();
        }
    }

    private Registration registration(RegistrationMode mode) {
        return new Registration(new RegistrationSettings(mode), owners, invitations, demo);
    }

    private static void register(Registration registration, String invitation) {
        registration.register(EMAIL, "correct horse", DOMAIN, null, invitation);
    }

    private static void assertForbidden(Registration registration, String invitation) {
        assertThat(failure(registration, invitation).getCode()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    private static RequestException failure(Registration registration, String invitation) {
        Throwable thrown = catchThrowable(() -> register(registration, invitation));
        assertThat(thrown).isInstanceOf(RequestException.class);
        return (RequestException) thrown;
    }
}
