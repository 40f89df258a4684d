package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.web.BodyEndpoints.BodyEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Invalid bodies for every endpoint, as JSON and as forms: one reply in the envelope, a 4xx, nothing stored, no internals
 * revealed. {@code -Dporchlight.seed=} repeats the random mixtures.
 */
class BadBodyTest extends ApplicationTest {

    private static final long SEED = Long.getLong("porchlight.seed", System.nanoTime());
    private static final int MIXTURES = Integer.getInteger("porchlight.mixtures", 300);
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private MongoOperations mongo;

    private static Account owner;
    private Map<String, List<Document>> before;

    @BeforeEach
    void readStore() {
        if (owner == null) {
            owner = newOwner();
        }
        before = stored();
    }

    /** Otherwise the tests below could pass since another field is invalid. */
    @Test
    void a_valid_body_is_accepted() {
        for (BodyEndpoint endpoint : endpoints()) {
            // Whether these are accepted depends on the store and on the Internet.
            if (!endpoint.has("code") && !endpoint.has("method")) {
                Account fresh = newOwner();
                HttpResponse<String> reply = send(endpoint, fresh, JSON, bytes(json(valid(endpoint, fresh))));
                assertThat(reply.statusCode())
                        .as("%s: %s", endpoint, reply.body())
                        .isEqualTo(200);
            }
        }
        before = stored();
    }

    @Test
    void an_invalid_value_of_one_field_is_rejected() {
        for (BodyEndpoint endpoint : endpoints()) {
            endpoint.fields().forEach((field, type) -> {
                for (String value : BadValues.of(field, type)) {
                    Map<String, String> body = valid(endpoint, owner);
                    body.put(field, value);
                    assertRejected(endpoint, JSON, bytes(json(body)));
                }
            });
        }
    }

    @Test
    void a_missing_field_is_rejected() {
        for (BodyEndpoint endpoint : endpoints()) {
            for (String field : endpoint.fields().keySet()) {
                if (!endpoint.isOptional(field)) {
                    Map<String, String> body = valid(endpoint, owner);
                    body.put(field, "null");
                    assertRejected(endpoint, JSON, bytes(json(body)));
                    body.remove(field);
                    assertRejected(endpoint, JSON, bytes(json(body)));
                }
            }
        }
    }

    @Test
    void a_malformed_body_is_rejected() {
        for (BodyEndpoint endpoint : endpoints()) {
            String valid = json(valid(endpoint, owner));
            BadValues.bodies(valid).forEach(body -> assertRejected(endpoint, JSON, body));
            for (String type : List.of("text/plain", "application/xml", "multipart/form-data", "nonsense", "*/*")) {
                assertRejected(endpoint, type, bytes(valid));
            }
            if (!endpoint.optional()) {
                assertRejected(endpoint, JSON, bytes(""));
                assertRejected(endpoint, JSON, bytes("null"));
                assertRejected(endpoint, FORM, bytes(""));
            }
        }
    }

    @Test
    void an_invalid_form_is_rejected() {
        for (BodyEndpoint endpoint : endpoints()) {
            Map<String, String> valid = new LinkedHashMap<>();
            valid(endpoint, owner).forEach((field, value) -> valid.put(field, encoded(text(value))));
            endpoint.fields().forEach((field, type) -> {
                for (String value : BadValues.inForms(field, type)) {
                    Map<String, String> body = new LinkedHashMap<>(valid);
                    body.put(field, value);
                    assertRejected(endpoint, FORM, bytes(form(body)));
                }
                assertRejected(endpoint, FORM, bytes(form(valid) + "&" + field + "=x&" + field + "=y"));
            });
            assertRejected(endpoint, FORM, bytes(form(valid) + "&x=" + "x".repeat(70_000)));
        }
    }

    /** At least one field is invalid. */
    @Test
    void random_mixtures_are_rejected() {
        Random random = new Random(SEED);
        List<BodyEndpoint> endpoints = endpoints();
        for (int i = 0; i < MIXTURES; i++) {
            BodyEndpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
            List<String> fields = List.copyOf(endpoint.fields().keySet());
            Map<String, String> body = valid(endpoint, owner);
            for (int change = random.nextInt(3); change >= 0; change--) {
                String field = fields.get(random.nextInt(fields.size()));
                List<String> invalid = BadValues.of(field, endpoint.fields().get(field));
                body.put(field, invalid.get(random.nextInt(invalid.size())));
            }
            if (random.nextInt(5) == 0) {
                body.put(BadValues.oddName(random), "{\"$where\":\"1\"}");
            }
            byte[] sent = bytes(json(body));
            if (random.nextInt(5) == 0) {
                sent = Arrays.copyOf(sent, 1 + random.nextInt(sent.length - 1));
            }
            assertRejected(endpoint, JSON, sent);
        }
    }

    @AfterEach
    void assertNothingStored() {
        assertThat(stored()).isEqualTo(before);
        assertThat(logIn(owner).id()).isEqualTo(owner.id());
    }

    private List<BodyEndpoint> endpoints() {
        List<BodyEndpoint> endpoints = BodyEndpoints.of(mappings);
        assertThat(endpoints)
                .extracting(BodyEndpoint::toString)
                .contains("POST /owner/register", "POST /owner/login", "PUT /owner/site");
        return endpoints;
    }

    private void assertRejected(BodyEndpoint endpoint, String contentType, byte[] body) {
        HttpResponse<String> reply = send(endpoint, owner, contentType, body);
        String what = "seed " + SEED + ": " + endpoint + " " + contentType + " "
                + shortened(new String(body, StandardCharsets.UTF_8)) + " -> " + reply.statusCode() + " "
                + reply.body();
        assertThat(reply.statusCode()).as(what).isBetween(400, 499);
        assertThat(reply.headers().firstValue("Content-Type").orElse(""))
                .as(what)
                .startsWith(JSON);
        try {
            JsonNode envelope = JsonMapper.shared().readTree(reply.body());
            assertThat(envelope.get("statusCode").asInt()).as(what).isEqualTo(reply.statusCode());
            assertThat(envelope.get("status").asString()).as(what).isEqualTo("error");
            assertThat(envelope.get("code").asString()).as(what).matches("[A-Z_]+");
            assertThat(envelope.get("data").asString()).as(what).isNotBlank().hasSizeLessThan(300);
        } catch (JacksonException e) {
            throw new AssertionError(what, e);
        }
        assertThat(reply.body()).as(what).doesNotContain("Exception", "dev.porchlight", "java.", "at org.");
    }

    private HttpResponse<String> send(BodyEndpoint endpoint, Account account, String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + endpoint.path()))
                .header("Content-Type", contentType)
                .method(endpoint.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        if (endpoint.authenticated()) {
            request.header("Authorization", "Bearer " + account.token());
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("No reply to " + endpoint + " " + shortened(new String(body)), e);
        }
    }

    /** A valid JSON value for each field. */
    private static Map<String, String> valid(BodyEndpoint endpoint, Account account) {
        Map<String, String> body = new LinkedHashMap<>();
        for (String field : endpoint.fields().keySet()) {
            String value = switch (field) {
                case "email" ->
                    endpoint.path().endsWith("register") ? newDomain().replaceFirst("[.]", "@mail.") : account.email();
                case "domain" -> newDomain();
                case "password", "oldPassword" -> PASSWORD;
                case "newPassword" -> "battery staple";
                case "token" -> account.token();
                case "code", "method" -> "x";
                case "demoCode", "invitation" -> "x".repeat(22);
                case "locked" -> "true";
                case "allowedOrigins" -> "[\"https://shop.example\"]";
                case "retentionDays" -> "30";
                case "name", "greeting", "away" -> "Hello";
                case "ask" -> "{\"name\":\"no\",\"email\":\"optional\"}";
                case "hours" -> "{\"timeZone\":\"UTC\",\"days\":{\"monday\":[{\"from\":\"09:00\",\"to\":\"17:00\"}]}}";
                case "colour" -> "#0f766e";
                case "position" -> "left";
                case "locale" -> "de";
                case "replies" -> "[{\"shortcut\":\"hi\",\"text\":\"Hello\"}]";
                default -> throw new AssertionError("Add a valid value for " + field + " of " + endpoint);
            };
            boolean text = endpoint.fields().get(field) == String.class;
            body.put(field, text ? "\"" + value + "\"" : value);
        }
        return body;
    }

    private static String newDomain() {
        return "a" + UUID.randomUUID() + ".example";
    }

    /** All documents but those that change in the background: summaries, expiries of owner sessions, repeated revocations. */
    private Map<String, List<Document>> stored() {
        Map<String, List<Document>> stored = new TreeMap<>();
        for (String collection : mongo.getCollectionNames()) {
            if (!List.of("chats", "marks", "sessions", "endedGuests").contains(collection)) {
                stored.put(
                        collection,
                        mongo.getCollection(collection)
                                .find()
                                .sort(new Document("_id", 1))
                                .into(new ArrayList<>()));
            }
        }
        return stored;
    }

    private static String json(Map<String, String> body) {
        List<String> fields = new ArrayList<>();
        body.forEach((field, value) -> fields.add("\"" + field + "\":" + value));
        return "{" + String.join(",", fields) + "}";
    }

    private static String form(Map<String, String> body) {
        List<String> fields = new ArrayList<>();
        body.forEach((field, value) -> fields.add(field + "=" + value));
        return String.join("&", fields);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String text(String json) {
        return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
