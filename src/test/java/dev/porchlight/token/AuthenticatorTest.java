package dev.porchlight.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.StoreExtension;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.key.Keys;
import dev.porchlight.token.key.SigningKeys;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import javax.crypto.spec.SecretKeySpec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class AuthenticatorTest {

    private static final String SECRET = "an old secret that is long enough to sign";
    private static final String NEW_SECRET = "a new secret that is long enough to sign";

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    @TempDir
    Path folder;

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final ObjectId id = new ObjectId();

    @Test
    void an_owners_token_authenticates_the_owner() {
        TokenFixture process = processWith(SECRET);

        assertThat(process.authenticateOwner(process.tokens.issueToOwner(id, "shop.example", null)))
                .satisfies(owner -> {
                    assertThat(owner.id()).isEqualTo(id);
                    assertThat(owner.domain()).isEqualTo("shop.example");
                });
    }

    @Test
    void a_guests_token_authenticates_the_guest_for_30_days() {
        TokenFixture process = processWith(SECRET);
        String token = process.tokens.issueToGuest(id, "shop.example");
        Principal guest = process.authenticator.authenticate(token);

        assertThat(guest)
                .isInstanceOfSatisfying(
                        GuestPrincipal.class,
                        principal -> assertThat(principal.id()).isEqualTo(id));
        clock.add(Duration.ofDays(30).minusSeconds(1));
        assertThat(process.authenticator.authenticate(token)).isEqualTo(guest);
        clock.add(Duration.ofSeconds(2));
        assertRejected(process, token);
        assertThatThrownBy(() -> process.authenticator.requireActive(guest)).isInstanceOf(RequestException.class);
    }

    @Test
    void an_owner_session_expires_14_days_after_its_last_use() {
        String token = processWith(SECRET).tokens.issueToOwner(id, "shop.example", null);
        for (int i = 0; i < 5; i++) {
            clock.add(Duration.ofDays(10));
            // Another process each time, so nothing is cached.
            processWith(SECRET).authenticator.authenticate(token);
        }
        clock.add(Duration.ofDays(14).plusSeconds(1));

        assertRejected(processWith(SECRET), token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
    void a_malformed_token_is_rejected(String token) {
        assertRejected(processWith(SECRET), token);
    }

    @Test
    void a_forged_token_is_rejected() {
        TokenFixture process = processWith(SECRET);
        String keyId = keys(SECRET).current().id();
        String genuine = process.tokens.issueToGuest(id, "shop.example");
        String[] parts = genuine.split("\\.");

        assertThat(process.authenticator.authenticate(forged(keyId, SECRET).compact()))
                .isInstanceOf(GuestPrincipal.class);
        assertRejected(process, forged(keyId, NEW_SECRET).compact());
        assertRejected(process, forged("unknown", SECRET).compact());
        assertRejected(process, unsigned("none", keyId, parts[1]));
        assertRejected(process, unsigned("HS256", keyId, parts[1]));
        assertRejected(process, parts[0] + "." + parts[1] + "." + parts[2].substring(1));
        assertRejected(process, parts[0] + "." + base64("{\"sub\":\"x\"}") + "." + parts[2]);
        assertRejected(process, genuine + "x".repeat(3000));
    }

    @Test
    void a_token_signed_with_another_algorithm_is_rejected() {
        String longSecret = SECRET.repeat(2);
        String stronger = forged(keys(longSecret).current().id(), longSecret)
                .signWith(new SecretKeySpec(longSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"), Jwts.SIG.HS512)
                .compact();

        assertRejected(processWith(longSecret), stronger);
    }

    @Test
    void a_token_with_a_valid_signature_but_without_our_claims_is_rejected() {
        SigningKeys keys = keys(SECRET);
        String foreign = Jwts.builder()
                .header()
                .keyId(keys.current().id())
                .and()
                .subject("somebody")
                .signWith(keys.current().secret(), Jwts.SIG.HS256)
                .compact();

        assertRejected(processWith(SECRET), foreign);
    }

    @Test
    void the_first_secret_signs_and_every_secret_verifies() {
        String old = processWith(SECRET).tokens.issueToGuest(id, "shop.example");
        TokenFixture rotated = processWith(NEW_SECRET + ", " + SECRET);

        assertThat(rotated.authenticator.authenticate(old)).isInstanceOf(GuestPrincipal.class);
        String fresh = rotated.tokens.issueToGuest(id, "shop.example");
        assertThat(processWith(NEW_SECRET).authenticator.authenticate(fresh)).isInstanceOf(GuestPrincipal.class);
        assertRejected(processWith(NEW_SECRET), old);
    }

    @Test
    void a_key_file_verifies_tokens_after_a_restart() {
        Path file = folder.resolve("keys");
        String token = process(Keys.inFile(file, clock)).tokens.issueToGuest(id, "shop.example");

        assertThat(process(Keys.inFile(file, clock)).authenticator.authenticate(token))
                .isInstanceOf(GuestPrincipal.class);
    }

    @Test
    void a_retired_key_verifies_for_30_days_and_does_not_sign() throws Exception {
        Path file = folder.resolve("keys");
        TokenFixture before = process(Keys.inFile(file, clock));
        String old = before.tokens.issueToOwner(id, "shop.example", null);
        String key = Base64.getEncoder().encodeToString(NEW_SECRET.getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, key + "\n" + Files.readString(file).strip() + " " + clock.instant() + "\n");
        TokenFixture after = process(Keys.inFile(file, clock));
        String fresh = after.tokens.issueToOwner(id, "shop.example", null);

        // The process started before reloads its keys, once a second at most.
        clock.add(Duration.ofSeconds(2));
        assertThat(before.authenticateOwner(fresh)).isNotNull();
        clock.add(Duration.ofDays(13));
        assertThat(after.authenticateOwner(old)).isNotNull();
        clock.add(Duration.ofDays(17));
        assertRejected(after, old);
    }

    @Test
    void processes_share_the_keys_in_the_store() {
        TokenFixture one = process(Keys.inStore(STORE.mongo(), clock));
        TokenFixture other = process(Keys.inStore(STORE.mongo(), clock));

        assertThat(other.authenticator.authenticate(one.tokens.issueToGuest(id, "shop.example")))
                .isInstanceOf(GuestPrincipal.class);
    }

    @Test
    void the_first_secret_of_ones_own_can_keep_tokens_of_the_key_that_was_made() {
        String old = process(Keys.inStore(STORE.mongo(), clock)).tokens.issueToOwner(id, "shop.example", null);
        TokenFixture own = process(Keys.configured(SECRET + ",made", STORE.mongo(), clock));

        assertThat(own.authenticateOwner(old)).isNotNull();
        String fresh = own.tokens.issueToGuest(id, "shop.example");
        assertThat(processWith(SECRET).authenticator.authenticate(fresh)).isInstanceOf(GuestPrincipal.class);
        assertRejected(processWith(SECRET), old);
    }

    private SigningKeys keys(String secrets) {
        return Keys.configured(secrets, clock);
    }

    private TokenFixture processWith(String secrets) {
        return process(keys(secrets));
    }

    private TokenFixture process(SigningKeys keys) {
        return new TokenFixture(keys, STORE.mongo(), clock);
    }

    private JwtBuilder forged(String keyId, String secret) {
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

    private static String unsigned(String algorithm, String keyId, String payload) {
        return base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\"}") + "." + payload + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRejected(TokenFixture process, String token) {
        assertThatThrownBy(() -> process.authenticator.authenticate(token))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("This token is not valid, or no longer; please log in again.");
    }
}
