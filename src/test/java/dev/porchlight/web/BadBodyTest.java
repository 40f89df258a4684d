package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.web.BodyAddresses.BodyAddress;
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
 * Whatever is in whichever field of the body of whichever address, as JSON or as a form: one reply in the envelope, a
 * clear 4xx, nothing stored, nothing told of our insides. {@code -Dporchlight.seed=} repeats the random mixtures.
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
    void rememberTheStore() {
        if (owner == null) {
            owner = newOwner();
        }
        before = stored();
    }

    /** Otherwise what is wrong in one field could be refused for another. */
    @Test
    void a_right_body_is_taken() {
        for (BodyAddress address : addresses()) {
            // Their last words are asked of the store and of the Internet.
            if (!address.has("code") && !address.has("method")) {
                Account fresh = newOwner();
                HttpResponse<String> reply = send(address, fresh, JSON, bytes(json(right(address, fresh))));
                assertThat(reply.statusCode())
                        .as("%s: %s", address, reply.body())
                        .isEqualTo(200);
            }
        }
        before = stored();
    }

    @Test
    void a_wrong_value_in_one_field() {
        for (BodyAddress address : addresses()) {
            address.fields().forEach((field, type) -> {
                for (String value : BadValues.of(field, type)) {
                    Map<String, String> body = right(address, owner);
                    body.put(field, value);
                    requireRefused(address, JSON, bytes(json(body)));
                }
            });
        }
    }

    @Test
    void a_field_that_is_missing() {
        for (BodyAddress address : addresses()) {
            for (String field : address.fields().keySet()) {
                if (!address.canDoWithout(field)) {
                    Map<String, String> body = right(address, owner);
                    body.put(field, "null");
                    requireRefused(address, JSON, bytes(json(body)));
                    body.remove(field);
                    requireRefused(address, JSON, bytes(json(body)));
                }
            }
        }
    }

    @Test
    void a_body_that_is_none() {
        for (BodyAddress address : addresses()) {
            String right = json(right(address, owner));
            BadValues.bodies(right).forEach(body -> requireRefused(address, JSON, body));
            for (String type : List.of("text/plain", "application/xml", "multipart/form-data", "nonsense", "*/*")) {
                requireRefused(address, type, bytes(right));
            }
            if (!address.optional()) {
                requireRefused(address, JSON, bytes(""));
                requireRefused(address, JSON, bytes("null"));
                requireRefused(address, FORM, bytes(""));
            }
        }
    }

    @Test
    void a_wrong_form() {
        for (BodyAddress address : addresses()) {
            Map<String, String> right = new LinkedHashMap<>();
            right(address, owner).forEach((field, value) -> right.put(field, encoded(text(value))));
            address.fields().forEach((field, type) -> {
                for (String value : BadValues.inForms(field, type)) {
                    Map<String, String> body = new LinkedHashMap<>(right);
                    body.put(field, value);
                    requireRefused(address, FORM, bytes(form(body)));
                }
                requireRefused(address, FORM, bytes(form(right) + "&" + field + "=x&" + field + "=y"));
            });
            requireRefused(address, FORM, bytes(form(right) + "&x=" + "x".repeat(70_000)));
        }
    }

    /** At least one field is wrong, and whatever is in the others does not make up for it. */
    @Test
    void random_mixtures() {
        Random random = new Random(SEED);
        List<BodyAddress> addresses = addresses();
        for (int i = 0; i < MIXTURES; i++) {
            BodyAddress address = addresses.get(random.nextInt(addresses.size()));
            List<String> fields = List.copyOf(address.fields().keySet());
            Map<String, String> body = right(address, owner);
            for (int change = random.nextInt(3); change >= 0; change--) {
                String field = fields.get(random.nextInt(fields.size()));
                List<String> wrong = BadValues.of(field, address.fields().get(field));
                body.put(field, wrong.get(random.nextInt(wrong.size())));
            }
            if (random.nextInt(5) == 0) {
                body.put(BadValues.oddName(random), "{\"$where\":\"1\"}");
            }
            byte[] sent = bytes(json(body));
            if (random.nextInt(5) == 0) {
                sent = Arrays.copyOf(sent, 1 + random.nextInt(sent.length - 1));
            }
            requireRefused(address, JSON, sent);
        }
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(stored()).isEqualTo(before);
        assertThat(logIn(owner).id()).isEqualTo(owner.id());
    }

    private List<BodyAddress> addresses() {
        List<BodyAddress> addresses = BodyAddresses.of(mappings);
        assertThat(addresses)
                .extracting(BodyAddress::toString)
                .contains("POST /owner/register", "POST /owner/login", "PUT /owner/site");
        return addresses;
    }

    private void requireRefused(BodyAddress address, String contentType, byte[] body) {
        HttpResponse<String> reply = send(address, owner, contentType, body);
        String what = "seed " + SEED + ": " + address + " " + contentType + " "
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

    private HttpResponse<String> send(BodyAddress address, Account account, String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + address.path()))
                .header("Content-Type", contentType)
                .method(address.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        if (address.forOwners()) {
            request.header("Authorization", "Bearer " + account.token());
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("No reply to " + address + " " + shortened(new String(body)), e);
        }
    }

    /** As JSON, by field. */
    private static Map<String, String> right(BodyAddress address, Account account) {
        Map<String, String> body = new LinkedHashMap<>();
        for (String field : address.fields().keySet()) {
            String value = switch (field) {
                case "email" ->
                    address.path().endsWith("register") ? unheardOf().replaceFirst("[.]", "@mail.") : account.email();
                case "domain" -> unheardOf();
                case "password", "oldPassword" -> PASSWORD;
                case "newPassword" -> "battery staple";
                case "token" -> account.token();
                case "code", "method" -> "x";
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
                default -> throw new AssertionError("Say here what is right in " + field + " of " + address);
            };
            boolean text = address.fields().get(field) == String.class;
            body.put(field, text ? "\"" + value + "\"" : value);
        }
        return body;
    }

    private static String unheardOf() {
        return "a" + UUID.randomUUID() + ".example";
    }

    /** Everything but what changes by itself: summaries of chats, how long sessions last, what erasing ends again. */
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
