package dev.porchlight.token.identity;

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
    void a_valid_identity_is_verified() {
        assertThat(verify(signed(valid().claim("email", "a@b.example").claim("name", "Ann"))))
                .isEqualTo(new IdentityClaims("user-1", "a@b.example", "Ann"));
        assertThat(verify(signed(valid()))).isEqualTo(new IdentityClaims("user-1", null, null));
        assertThat(verify(signed(valid().audience().add("other.example").and())))
                .isNotNull();
    }

    @Test
    void both_secrets_verify_and_no_other() {
        assertThat(verify(signed(valid(), PREVIOUS, Jwts.SIG.HS256))).isNotNull();
        assertRejected(signed(valid(), "x" + SECRET, Jwts.SIG.HS256));
        assertThatThrownBy(() -> verifier.verify(signed(valid()), List.of(), DOMAIN))
                .isInstanceOf(RequestException.class);
    }

    @Test
    void only_hs256_is_accepted() {
        assertRejected(signed(valid(), SECRET, Jwts.SIG.HS384));
        assertRejected(signed(valid(), SECRET, Jwts.SIG.HS512));
        KeyPair pair = Jwts.SIG.RS256.keyPair().build();
        assertRejected(valid().signWith(pair.getPrivate(), Jwts.SIG.RS256).compact());
        assertRejected(valid().compact());
        String[] parts = signed(valid()).split("\\.");
        assertRejected(base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        assertRejected(base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
        assertRejected(base64("{\"alg\":\"HS256\"}") + "." + parts[1] + ".");
        assertRejected(parts[0] + "." + parts[1] + ".");
        assertRejected(parts[0] + "." + base64("{\"sub\":\"admin\"}") + "." + parts[2]);
    }

    @Test
    void it_expires_within_an_hour_with_a_minute_of_clock_skew() {
        assertThat(verify(signed(valid().expiration(in(3_655))))).isNotNull();
        assertRejected(signed(valid().expiration(in(3_665))));
        assertThat(verify(signed(valid().expiration(in(-55))))).isNotNull();
        assertRejected(signed(valid().expiration(in(-65))));
        assertRejected(signed(valid().expiration(null)));
    }

    @Test
    void it_is_not_valid_before_its_time() {
        assertThat(verify(signed(valid().notBefore(in(55)).issuedAt(in(55))))).isNotNull();
        assertRejected(signed(valid().notBefore(in(65))));
        assertRejected(signed(valid().issuedAt(in(65))));
        assertThat(verify(signed(valid().notBefore(in(-9_000)).issuedAt(in(-9_000)))))
                .isNotNull();
    }

    @Test
    void it_has_a_subject_and_the_domain_as_audience() {
        assertRejected(signed(valid().subject(null)));
        assertRejected(signed(valid().subject("  ")));
        assertRejected(signed(valid().subject("x".repeat(201))));
        assertThat(verify(signed(valid().subject("x".repeat(200))))).isNotNull();
        assertThatThrownBy(() -> verifier.verify(signed(valid()), List.of(SECRET), "other.example"))
                .isInstanceOf(RequestException.class);
        assertRejected(signed(valid().audience().remove(DOMAIN).and()));
    }

    /** The website of a domain that was stored by IDNA 2003 names itself as its visitors' browsers do. */
    @Test
    void the_audience_may_be_the_name_that_was_stored_otherwise_before() {
        for (String own : List.of("faß.example", "xn--fa-hia.example", "fass.example")) {
            assertThat(verifier.verify(signed(valid().audience().add(own).and()), List.of(SECRET), "fass.example"))
                    .isNotNull();
        }
        for (String other : List.of("fas.example", "xn--fa-hia.other", "fuß.example")) {
            assertThatThrownBy(() -> verifier.verify(
                            signed(valid().audience().add(other).and()), List.of(SECRET), "fass.example"))
                    .isInstanceOf(RequestException.class);
        }
    }

    @Test
    void the_audience_may_be_an_IPv6_address() {
        for (String own : List.of("[2001:db8::1]", "[2001:DB8:0:0:0:0:0:1]")) {
            assertThat(verifier.verify(signed(valid().audience().add(own).and()), List.of(SECRET), "[2001:db8::1]"))
                    .isNotNull();
        }
        assertThatThrownBy(() -> verifier.verify(
                        signed(valid().audience().add("[2001:db8::2]").and()), List.of(SECRET), "[2001:db8::1]"))
                .isInstanceOf(RequestException.class);
    }

    @Test
    void the_audience_is_the_domain_in_whichever_form() {
        String domain = "xn--fa-hia.example";
        for (String own : List.of("faß.example", domain, "XN--FA-HIA.example", "faß.example.")) {
            assertThat(verifier.verify(signed(valid().audience().add(own).and()), List.of(SECRET), domain))
                    .isNotNull();
        }
        assertThatThrownBy(() -> verifier.verify(
                        signed(valid().audience().add("fass.example").and()), List.of(SECRET), domain))
                .isInstanceOf(RequestException.class);
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
    void claims_of_the_wrong_type_are_rejected(String claims) throws Exception {
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        assertRejected(signedRaw(claims.replace("EXP", exp)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e300",
                "-1e300",
                "1e400",
                "9223372036854775807",
                "9223372036854775",
                "-9223372036854775808",
                "92233720368547758080000",
                "253402300800",
                "-1",
                "-0.5",
                "\"NaN\"",
                "NaN",
                "Infinity",
                "\"Infinity\"",
                "\"EXP\"",
                "\"1e300\"",
                "\"2030-01-01T00:01:00Z\"",
                "true",
                "[EXP]",
                "{}",
                "\"\"",
            })
    void dates_that_are_none_are_rejected(String date) throws Exception {
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        for (String claim : List.of("iat", "nbf", "exp")) {
            String others = claim.equals("exp") ? "" : ",\"exp\":" + exp;
            assertRejected(signedRaw("{\"sub\":\"u\",\"aud\":\"shop.example\"" + others + ",\"" + claim + "\":"
                    + date.replace("EXP", exp) + "}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "NOW", "NOW.25", "NOWe0", "null"})
    void dates_in_range_are_verified(String date) throws Exception {
        String now = String.valueOf(clock.instant().getEpochSecond());
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        for (String claim : List.of("iat", "nbf")) {
            assertThat(verify(signedRaw("{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":" + exp + ".5,\"" + claim
                            + "\":" + date.replace("NOW", now) + "}")))
                    .isNotNull();
        }
    }

    @Test
    void claims_of_the_right_types_are_verified() throws Exception {
        String exp = String.valueOf(clock.instant().plusSeconds(60).getEpochSecond());
        assertThat(verify(signedRaw("{\"sub\":\"u\",\"aud\":\"shop.example\",\"exp\":" + exp + "}")))
                .isEqualTo(new IdentityClaims("u", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
    void a_malformed_token_is_rejected(String text) {
        assertRejected(text);
        assertRejected(signed(valid()) + "x".repeat(5_000));
    }

    private IdentityClaims verify(String jwt) {
        return verifier.verify(jwt, List.of(SECRET, PREVIOUS), DOMAIN);
    }

    private void assertRejected(String jwt) {
        assertThatThrownBy(() -> verify(jwt))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("This identity is not valid, or no longer.");
    }

    private JwtBuilder valid() {
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
