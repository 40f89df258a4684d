package dev.porchlight.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.MacAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class IdentityVerifierTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    private static final String PREVIOUS = "previous-0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String DOMAIN = "shop.example";

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final IdentityVerifier verifier = new IdentityVerifier(clock);

    @Test
    void a_good_one_says_who_it_is() {
        assertThat(verify(signed(good().claim("email", "a@b.example").claim("name", "Ann"))))
                .isEqualTo(new Identity("user-1", "a@b.example", "Ann"));
        assertThat(verify(signed(good()))).isEqualTo(new Identity("user-1", null, null));
        assertThat(verify(signed(good().audience().add("other.example").and()))).isNotNull();
    }

    @Test
    void either_secret_may_have_signed_it_and_no_other() {
        assertThat(verify(signed(good(), PREVIOUS, Jwts.SIG.HS256))).isNotNull();
        assertRejected(signed(good(), "x" + SECRET, Jwts.SIG.HS256));
        assertThatThrownBy(() -> verifier.verify(signed(good()), List.of(), DOMAIN))
                .isInstanceOf(RequestException.class);
    }

    @Test
    void only_hs256_counts() {
        assertRejected(signed(good(), SECRET, Jwts.SIG.HS384));
        assertRejected(signed(good(), SECRET, Jwts.SIG.HS512));
        KeyPair pair = Jwts.SIG.RS256.keyPair().build();
        assertRejected(good().signWith(pair.getPrivate(), Jwts.SIG.RS256).compact());
        assertRejected(good().compact());
        String[] parts = signed(good()).split("\\.");
        assertRejected(base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        assertRejected(base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
        assertRejected(base64("{\"alg\":\"HS256\"}") + "." + parts[1] + ".");
        assertRejected(parts[0] + "." + parts[1] + ".");
        assertRejected(parts[0] + "." + base64("{\"sub\":\"admin\"}") + "." + parts[2]);
    }

    @Test
    void it_ends_in_an_hour_at_most_give_or_take_a_minute() {
        assertThat(verify(signed(good().expiration(in(3_655))))).isNotNull();
        assertRejected(signed(good().expiration(in(3_665))));
        assertThat(verify(signed(good().expiration(in(-55))))).isNotNull();
        assertRejected(signed(good().expiration(in(-65))));
        assertRejected(signed(good().expiration(null)));
    }

    @Test
    void it_counts_from_when_it_says() {
        assertThat(verify(signed(good().notBefore(in(55)).issuedAt(in(55))))).isNotNull();
        assertRejected(signed(good().notBefore(in(65))));
        assertRejected(signed(good().issuedAt(in(65))));
        assertThat(verify(signed(good().notBefore(in(-9_000)).issuedAt(in(-9_000)))))
                .isNotNull();
    }

    @Test
    void it_names_somebody_and_is_meant_for_this_website() {
        assertRejected(signed(good().subject(null)));
        assertRejected(signed(good().subject("  ")));
        assertRejected(signed(good().subject("x".repeat(201))));
        assertThat(verify(signed(good().subject("x".repeat(200))))).isNotNull();
        assertThatThrownBy(() -> verifier.verify(signed(good()), List.of(SECRET), "other.example"))
                .isInstanceOf(RequestException.class);
        assertRejected(signed(good().audience().remove(DOMAIN).and()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":12,\"aud\":\"shop.example\",\"exp\":EXP}",
                "{\"sub\":\"u\",\"aud\":7,\"exp\":EXP}",
                "{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":\"soon\"}",
                "{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":EXP,\"email\":{\"$ne\":1}}",
                "{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":EXP,\"name\":[\"a\"]}",
                "[]",
                "text",
                "",
            })
    void claims_have_their_types(String claims) throws Exception {
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        assertRejected(signedRaw(claims.replace("EXP", exp)));
    }

    @Test
    void the_test_of_types_signs_rightly() throws Exception {
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        assertThat(verify(signedRaw("{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":" + exp + "}")))
                .isEqualTo(new Identity("u", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
    void what_is_no_token_is_refused(String text) {
        assertRejected(text);
        assertRejected(signed(good()) + "x".repeat(5_000));
    }

    private Identity verify(String jwt) {
        return verifier.verify(jwt, List.of(SECRET, PREVIOUS), DOMAIN);
    }

    private void assertRejected(String jwt) {
        assertThatThrownBy(() -> verify(jwt))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("This identity is not valid, or no longer.");
    }

    private JwtBuilder good() {
        return Jwts.builder()
                .subject("user-1")
                .audience()
                .add(DOMAIN)
                .and()
                .expiration(in(Duration.ofMinutes(5).toSeconds()));
    }

    private Date in(long seconds) {
        return Date.from(clock.instant().plusSeconds(seconds));
    }

    private static String signed(JwtBuilder jwt) {
        return signed(jwt, SECRET, Jwts.SIG.HS256);
    }

    private static String signed(JwtBuilder jwt, String secret, MacAlgorithm algorithm) {
        String name = "HmacSHA" + algorithm.getId().substring(2);
        return jwt.signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name), algorithm)
                .compact();
    }

    private static String signedRaw(String claims) throws Exception {
        String content = base64("{\"alg\":\"HS256\"}") + "." + base64(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
