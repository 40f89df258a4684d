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
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.key.ConfiguredKeys;
import dev.porchlight.token.key.KeyFile;
import dev.porchlight.token.key.KeySource;
import dev.porchlight.token.key.SigningKey;
import dev.porchlight.token.key.SigningKeys;
import dev.porchlight.token.key.StoredKeys;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.threeten.extra.MutableClock;

class TokenServiceTest {

    private static final String SECRET = "an old secret that is long enough to sign";
    private static final String NEW_SECRET = "a new secret that is long enough to sign";

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    @TempDir
    Path folder;

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Object> events = new ArrayList<>();
    private final ObjectId id = new ObjectId();

    @Test
    void a_token_says_who_somebody_is() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));

        assertThat(tokens.verify(tokens.issueToOwner(id, "shop.example", null)))
                .isInstanceOfSatisfying(OwnerPrincipal.class, owner -> {
                    assertThat(owner.id()).isEqualTo(id);
                    assertThat(owner.domain()).isEqualTo("shop.example");
                });
        assertThat(tokens.verify(tokens.issueToGuest(id, "shop.example")))
                .isInstanceOfSatisfying(
                        GuestPrincipal.class, guest -> assertThat(guest.id()).isEqualTo(id));
    }

    @Test
    void a_guests_token_lasts_30_days() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));
        String token = tokens.issueToGuest(id, "shop.example");
        Principal guest = tokens.verify(token);

        clock.add(Duration.ofDays(30).minusSeconds(1));
        assertThat(tokens.verify(token)).isEqualTo(guest);
        clock.add(Duration.ofSeconds(2));
        assertRejected(tokens, token);
        assertThatThrownBy(() -> tokens.requireAlive(guest)).isInstanceOf(RequestException.class);
    }

    @Test
    void an_owners_session_slides_14_days_ahead_while_it_is_used() {
        String token = service(new ConfiguredKeys(SECRET)).issueToOwner(id, "shop.example", null);
        for (int i = 0; i < 5; i++) {
            clock.add(Duration.ofDays(10));
            // Another process each time: nothing is remembered from before.
            service(new ConfiguredKeys(SECRET)).verify(token);
        }
        clock.add(Duration.ofDays(14).plusSeconds(1));
        assertRejected(service(new ConfiguredKeys(SECRET)), token);
    }

    @Test
    void an_ended_session_is_refused_at_once_and_announced() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));
        String token = tokens.issueToOwner(id, "shop.example", null);
        String other = tokens.issueToOwner(id, "shop.example", null);
        OwnerPrincipal owner = (OwnerPrincipal) tokens.verify(token);

        tokens.end(owner);

        assertRejected(tokens, token);
        assertThatThrownBy(() -> tokens.requireAlive(owner)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> tokens.end(owner)).isInstanceOf(RequestException.class);
        assertThat(events).containsExactly(new OwnerSessionsEnded(Set.of(owner.sessionId()), "loggedOut"));
        assertThat(tokens.verify(other)).isInstanceOf(OwnerPrincipal.class);
    }

    @Test
    void the_newest_session_goes_on_though_the_clock_was_set_back() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));
        List<String> issued = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            issued.add(tokens.issueToOwner(id, "shop.example", null));
            clock.add(Duration.ofSeconds(1));
        }
        assertThat(events).isEmpty();
        clock.add(Duration.ofHours(-1));

        String newest = tokens.issueToOwner(id, "shop.example", null);

        OwnerPrincipal owner = (OwnerPrincipal) tokens.verify(newest);
        assertThat(tokens.logIns(owner)).hasSize(100);
        assertRejected(tokens, issued.get(0));
        assertThat(tokens.verify(issued.get(1))).isInstanceOf(OwnerPrincipal.class);
        assertThat(events).hasSize(1);
    }

    @Test
    void sessions_that_ended_elsewhere_are_announced() {
        TokenService here = service(new ConfiguredKeys(SECRET));
        TokenService elsewhere = service(new ConfiguredKeys(SECRET));
        OwnerPrincipal ended = (OwnerPrincipal) here.verify(here.issueToOwner(id, "shop.example", null));
        OwnerPrincipal alive = (OwnerPrincipal) here.verify(here.issueToOwner(id, "shop.example", null));
        elsewhere.end(ended);
        events.clear();

        here.announceEnded(List.of(ended.sessionId(), alive.sessionId()));

        assertThat(events).containsExactly(new OwnerSessionsEnded(Set.of(ended.sessionId()), "ended"));
    }

    @Test
    void a_check_that_comes_between_a_log_out_and_its_announcement_says_why_the_session_ended() {
        TokenService[] here = new TokenService[1];
        MongoOperations checkedAfterRemoval = mock(MongoOperations.class, delegatesTo(STORE.mongo()));
        here[0] = service(new ConfiguredKeys(SECRET), checkedAfterRemoval);
        List<OwnerPrincipal> logIns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            logIns.add((OwnerPrincipal) here[0].verify(here[0].issueToOwner(id, "shop.example", null)));
        }
        doAnswer(removal -> {
                    Object removed = STORE.mongo().remove(removal.<Query>getArgument(0), OwnerSession.class);
                    here[0].announceEnded(
                            logIns.stream().map(OwnerPrincipal::sessionId).toList());
                    return removed;
                })
                .when(checkedAfterRemoval)
                .remove(any(Query.class), eq(OwnerSession.class));

        here[0].end(logIns.get(0));
        here[0].endOtherLogIns(logIns.get(1));

        assertThat(events)
                .hasSize(4)
                .allSatisfy(event ->
                        assertThat(((OwnerSessionsEnded) event).reason()).isEqualTo("loggedOut"));
    }

    @Test
    void a_guests_tokens_end_at_once_and_are_announced() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));
        clock.add(Duration.ofMillis(300));
        String token = tokens.issueToGuest(id, "shop.example");
        String anothers = tokens.issueToGuest(new ObjectId(), "shop.example");
        Principal guest = tokens.verify(token);

        clock.add(Duration.ofMillis(300));
        tokens.endGuest(id);

        assertRejected(tokens, token);
        assertThatThrownBy(() -> tokens.requireAlive(guest)).isInstanceOf(RequestException.class);
        assertThat(tokens.verify(anothers)).isInstanceOf(GuestPrincipal.class);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        GuestsEnded.class,
                        ended -> assertThat(ended.concerns(guest)).isTrue());
        GuestsEnded ended = (GuestsEnded) events.get(0);
        Principal later = tokens.verify(tokens.issueToGuest(id, "shop.example"));
        assertThat(ended.concerns(later)).isFalse();
    }

    @Test
    void guests_that_ended_elsewhere_are_refused_and_announced_together() {
        // What other tests ended is not of lately.
        clock.add(Duration.ofHours(1));
        TokenService elsewhere = service(new ConfiguredKeys(SECRET));
        String token = elsewhere.issueToGuest(id, "shop.example");
        clock.add(Duration.ofSeconds(1));
        ObjectId another = new ObjectId();
        elsewhere.endGuest(id);
        elsewhere.endGuest(another);
        Map<ObjectId, Instant> ended = new HashMap<>();
        events.forEach(event -> ended.putAll(((GuestsEnded) event).notBefore()));
        events.clear();
        TokenService here = service(new ConfiguredKeys(SECRET));

        assertRejected(here, token);
        here.announceEndedGuests();
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        GuestsEnded.class,
                        all -> assertThat(all.notBefore())
                                .containsOnlyKeys(id, another)
                                .containsAllEntriesOf(ended));
        events.clear();
        clock.add(Duration.ofMinutes(3));
        here.announceEndedGuests();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
    void what_is_no_token_is_refused(String text) {
        assertRejected(service(new ConfiguredKeys(SECRET)), text);
    }

    @Test
    void a_forged_token_is_refused() {
        TokenService tokens = service(new ConfiguredKeys(SECRET));
        SigningKey key = new ConfiguredKeys(SECRET).load().get(0);
        String genuine = tokens.issueToGuest(id, "shop.example");
        String[] parts = genuine.split("\\.");

        assertThat(tokens.verify(forged(key.id(), SECRET).compact())).isInstanceOf(GuestPrincipal.class);
        assertRejected(tokens, forged(key.id(), NEW_SECRET).compact());
        assertRejected(tokens, forged("unknown", SECRET).compact());
        assertRejected(tokens, unsigned("none", parts[1]));
        assertRejected(tokens, unsigned("HS256", parts[1]));
        assertRejected(tokens, parts[0] + "." + parts[1] + "." + parts[2].substring(1));
        assertRejected(tokens, parts[0] + "." + base64("{\"sub\":\"x\"}") + "." + parts[2]);
        assertRejected(tokens, genuine + "x".repeat(3000));
        String longSecret = SECRET.repeat(2);
        TokenService withLongKey = service(new ConfiguredKeys(longSecret));
        String stronger = forged(new ConfiguredKeys(longSecret).load().get(0).id(), longSecret)
                .signWith(new SecretKeySpec(longSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"), Jwts.SIG.HS512)
                .compact();
        assertRejected(withLongKey, stronger);
    }

    @Test
    void a_valid_signature_does_not_make_a_token_ours() {
        SigningKey key = new ConfiguredKeys(SECRET).load().get(0);
        String foreign = Jwts.builder()
                .header()
                .keyId(key.id())
                .and()
                .subject("somebody")
                .signWith(key.secret(), Jwts.SIG.HS256)
                .compact();

        assertRejected(service(new ConfiguredKeys(SECRET)), foreign);
    }

    @Test
    void an_old_secret_verifies_beside_the_new_one() {
        String old = service(new ConfiguredKeys(SECRET)).issueToGuest(id, "shop.example");
        TokenService rotated = service(new ConfiguredKeys(NEW_SECRET + ", " + SECRET));

        assertThat(rotated.verify(old)).isInstanceOf(GuestPrincipal.class);
        String fresh = rotated.issueToGuest(id, "shop.example");
        assertThat(service(new ConfiguredKeys(NEW_SECRET)).verify(fresh)).isInstanceOf(GuestPrincipal.class);
        assertRejected(service(new ConfiguredKeys(NEW_SECRET)), old);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", SECRET + ",", SECRET + ",short"})
    void a_short_secret_is_refused_without_being_repeated(String secret) {
        assertThatThrownBy(() -> new ConfiguredKeys(secret))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("JWT_SECRET")
                .hasMessageNotContaining("short")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void keys_in_a_file_are_made_once_and_only_their_owner_may_read_them() throws Exception {
        Path file = folder.resolve("data").resolve("keys");
        String token = service(new KeyFile(file)).issueToGuest(id, "shop.example");

        assertThat(service(new KeyFile(file)).verify(token)).isInstanceOf(GuestPrincipal.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> new KeyFile(file).load())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("nonsense");
    }

    @Test
    void a_retired_key_verifies_for_30_days_and_signs_no_more() throws Exception {
        Path file = folder.resolve("keys");
        TokenService before = service(new KeyFile(file));
        String old = before.issueToOwner(id, "shop.example", null);
        String key = Base64.getEncoder().encodeToString(NEW_SECRET.getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, key + "\n" + Files.readString(file).strip() + " " + clock.instant() + "\n");
        TokenService after = service(new KeyFile(file));
        String fresh = after.issueToOwner(id, "shop.example", null);

        // The process that started before finds the new key, though not more often than once a second.
        clock.add(Duration.ofSeconds(2));
        assertThat(before.verify(fresh)).isInstanceOf(OwnerPrincipal.class);
        clock.add(Duration.ofDays(13));
        assertThat(after.verify(old)).isInstanceOf(OwnerPrincipal.class);
        clock.add(Duration.ofDays(17));
        assertRejected(after, old);
    }

    @Test
    void an_unknown_key_makes_the_source_be_asked_again_once_a_second_at_most() {
        int[] loads = new int[1];
        List<SigningKey> keys = new ConfiguredKeys(SECRET).load();
        SigningKeys signingKeys = new SigningKeys(
                () -> {
                    loads[0]++;
                    return keys;
                },
                clock);
        clock.add(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            assertThat(signingKeys.find("unknown" + i)).isEmpty();
        }
        assertThat(loads[0]).isEqualTo(2);
    }

    @Test
    void keys_in_the_store_are_made_once_for_all_processes() {
        TokenService one = service(new StoredKeys(STORE.mongo(), clock));
        TokenService other = service(new StoredKeys(STORE.mongo(), clock));

        assertThat(other.verify(one.issueToGuest(id, "shop.example"))).isInstanceOf(GuestPrincipal.class);
    }

    private TokenService service(KeySource keys) {
        return service(keys, STORE.mongo());
    }

    private TokenService service(KeySource keys, MongoOperations sessions) {
        return new TokenService(
                new SignedTokens(new SigningKeys(keys, clock), clock),
                new OwnerSessions(sessions, clock),
                new EndedGuests(STORE.mongo(), clock),
                events::add,
                clock);
    }

    private io.jsonwebtoken.JwtBuilder forged(String keyId, String secret) {
        return Jwts.builder()
                .header()
                .keyId(keyId)
                .and()
                .subject(id.toHexString())
                .claim("kind", "guest")
                .claim("domain", "shop.example")
                .issuedAt(Date.from(clock.instant()))
                .expiration(Date.from(clock.instant().plusSeconds(60)))
                .signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), Jwts.SIG.HS256);
    }

    private String unsigned(String algorithm, String payload) {
        String keyId = new ConfiguredKeys(SECRET).load().get(0).id();
        return base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\"}") + "." + payload + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRejected(TokenService tokens, String token) {
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("This token is not valid, or no longer; please log in again.");
    }
}
