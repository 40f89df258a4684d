package dev.porchlight.testing;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tokens that look like good ones. */
public final class Forgery {

    /** What an application that is tested with forgeries signs with. */
    public static final String SECRET = "a secret that only this test may know";

    private static final SecretKey KEY = key(SECRET);
    private static final SecretKey ANOTHER_KEY = key("another secret, of somebody who would like to be us");

    private Forgery() {}

    /** Signed well, for a time that is over. */
    public static String expired(String token) {
        return sign(token, KEY, claims(token).expiration(Date.from(Instant.now().minus(Duration.ofSeconds(1)))));
    }

    public static String signedWithAnotherKey(String token) {
        return sign(token, ANOTHER_KEY, claims(token));
    }

    /** Says that it needs no signature. */
    public static String withoutSignature(String token) {
        return encode("{\"alg\":\"none\",\"kid\":\"" + keyId(token) + "\"}") + "." + token.split("\\.")[1] + ".";
    }

    /** The same signature under another content. */
    public static String changed(String token) {
        String[] parts = token.split("\\.");
        String content = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + encode(content.replace("\"sub\":\"", "\"sub\":\"0")) + "." + parts[2];
    }

    /** Signed well, for something else; also what somebody may sign who shares the secret. */
    public static String withKind(String token, @Nullable String kind) {
        return sign(token, KEY, claims(token).claim("kind", kind));
    }

    private static JwtBuilder claims(String token) {
        Claims claims =
                Jwts.parser().verifyWith(KEY).build().parseSignedClaims(token).getPayload();
        return Jwts.builder().claims(claims);
    }

    private static String sign(String token, SecretKey key, JwtBuilder builder) {
        return builder.header()
                .keyId(keyId(token))
                .and()
                .signWith(key, Jwts.SIG.HS256)
                .compact();
    }

    private static String keyId(String token) {
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
        return Rest.parse(header).get("kid").asString();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static SecretKey key(String secret) {
        return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }
}
