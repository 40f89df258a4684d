package dev.porchlight.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.porchlight.StoreExtension;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.key.Keys;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.threeten.extra.MutableClock;

class TokenServiceTest {

    private static final String SECRET = "a secret that is long enough to sign";

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final ObjectId id = new ObjectId();
    private final TokenFixture here = process(STORE.mongo());
    private final TokenFixture elsewhere = process(STORE.mongo());

    @Test
    void a_revoked_owner_session_is_rejected_at_once_and_published() {
        String token = here.tokens.issueToOwner(id, "shop.example", null);
        String other = here.tokens.issueToOwner(id, "shop.example", null);
        OwnerPrincipal owner = here.authenticateOwner(token);

        here.tokens.revokeCurrentOwnerSession(owner);

        assertRejected(here, token);
        assertThatThrownBy(() -> here.authenticator.requireActive(owner)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> here.tokens.revokeCurrentOwnerSession(owner)).isInstanceOf(RequestException.class);
        assertThat(here.published)
                .containsExactly(new OwnerSessionsEnded(Set.of(owner.ownerSessionId()), "loggedOut", true));
        assertThat(here.authenticateOwner(other)).isNotNull();
    }

    @Test
    void the_101st_owner_session_revokes_the_oldest_even_after_the_clock_was_set_back() {
        List<String> issued = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            issued.add(here.tokens.issueToOwner(id, "shop.example", null));
            clock.add(Duration.ofSeconds(1));
        }
        assertThat(here.published).isEmpty();
        clock.add(Duration.ofHours(-1));

        String newest = here.tokens.issueToOwner(id, "shop.example", null);

        OwnerPrincipal owner = here.authenticateOwner(newest);
        assertThat(here.tokens.listOwnerSessions(owner)).hasSize(100);
        assertRejected(here, issued.get(0));
        assertThat(here.authenticateOwner(issued.get(1))).isNotNull();
        assertThat(here.published).hasSize(1);
    }

    @Test
    void owner_sessions_revoked_by_another_process_are_published() {
        OwnerPrincipal revoked = here.authenticateOwner(here.tokens.issueToOwner(id, "shop.example", null));
        OwnerPrincipal active = here.authenticateOwner(here.tokens.issueToOwner(id, "shop.example", null));
        elsewhere.tokens.revokeCurrentOwnerSession(revoked);

        here.tokens.publishEndedOwnerSessions(List.of(revoked.ownerSessionId(), active.ownerSessionId()));

        assertThat(here.published)
                .containsExactly(new OwnerSessionsEnded(Set.of(revoked.ownerSessionId()), "ended", false));
    }

    @Test
    void a_check_between_a_revocation_and_its_publication_publishes_the_same_reason() {
        MongoOperations mongo = mock(MongoOperations.class, delegatesTo(STORE.mongo()));
        TokenFixture process = process(mongo);
        List<OwnerPrincipal> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sessions.add(process.authenticateOwner(process.tokens.issueToOwner(id, "shop.example", null)));
        }
        List<String> ids = sessions.stream().map(OwnerPrincipal::ownerSessionId).toList();
        doAnswer(removal -> {
                    Object removed = STORE.mongo().remove(removal.<Query>getArgument(0), OwnerSession.class);
                    process.tokens.publishEndedOwnerSessions(ids);
                    return removed;
                })
                .when(mongo)
                .remove(any(Query.class), eq(OwnerSession.class));

        process.tokens.revokeCurrentOwnerSession(sessions.get(0));
        process.tokens.revokeOtherOwnerSessions(sessions.get(1));

        assertThat(process.published)
                .hasSize(4)
                .allSatisfy(event ->
                        assertThat(((OwnerSessionsEnded) event).reason()).isEqualTo("loggedOut", true));
    }

    @Test
    void revoked_guest_tokens_are_rejected_at_once_and_published() {
        clock.add(Duration.ofMillis(300));
        String token = here.tokens.issueToGuest(id, "shop.example");
        String tokenOfAnother = here.tokens.issueToGuest(new ObjectId(), "shop.example");
        Principal guest = here.authenticator.authenticate(token);

        clock.add(Duration.ofMillis(300));
        here.tokens.revokeGuestTokens(id);

        assertRejected(here, token);
        assertThatThrownBy(() -> here.authenticator.requireActive(guest)).isInstanceOf(RequestException.class);
        assertThat(here.authenticator.authenticate(tokenOfAnother)).isInstanceOf(GuestPrincipal.class);
        GuestTokensRevoked revoked = onlyEvent(here);
        assertThat(revoked.concerns(guest)).isTrue();
        Principal later = here.authenticator.authenticate(here.tokens.issueToGuest(id, "shop.example"));
        assertThat(revoked.concerns(later)).isFalse();
    }

    @Test
    void guest_tokens_revoked_by_another_process_are_rejected_and_published_together() {
        // Two minutes after the revocations of other tests.
        clock.add(Duration.ofHours(1));
        String token = elsewhere.tokens.issueToGuest(id, "shop.example");
        clock.add(Duration.ofSeconds(1));
        ObjectId another = new ObjectId();
        elsewhere.tokens.revokeGuestTokens(id);
        elsewhere.tokens.revokeGuestTokens(another);
        Map<ObjectId, Instant> revoked = new HashMap<>();
        elsewhere.published.forEach(event -> revoked.putAll(((GuestTokensRevoked) event).notBefore()));

        assertRejected(here, token);
        here.tokens.publishRevokedGuestTokens();
        assertThat(onlyEvent(here).notBefore()).containsOnlyKeys(id, another).containsAllEntriesOf(revoked);
        here.published.clear();
        clock.add(Duration.ofMinutes(3));
        here.tokens.publishRevokedGuestTokens();
        assertThat(here.published).isEmpty();
    }

    private TokenFixture process(MongoOperations mongo) {
        return new TokenFixture(Keys.configured(SECRET, clock), mongo, clock);
    }

    private static GuestTokensRevoked onlyEvent(TokenFixture process) {
        assertThat(process.published).singleElement().isInstanceOf(GuestTokensRevoked.class);
        return (GuestTokensRevoked) process.published.get(0);
    }

    private static void assertRejected(TokenFixture process, String token) {
        assertThatThrownBy(() -> process.authenticator.authenticate(token))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("This token is not valid, or no longer; please log in again.");
    }
}
