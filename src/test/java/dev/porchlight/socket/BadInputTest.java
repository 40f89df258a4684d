package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.ApplicationTest;
import dev.porchlight.socket.EventCatalog.Field;
import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import tools.jackson.databind.JsonNode;

/**
 * Any value in any field of any event: one reply, a clear 4xx, nothing stored, no internals disclosed. First each wrong value
 * in each field, then random mixtures; {@code -Dporchlight.seed=} repeats those.
 */
class BadInputTest extends ApplicationTest {

    private static final long SEED = Long.getLong("porchlight.seed", System.nanoTime());
    private static final int MIXTURES = Integer.getInteger("porchlight.mixtures", 1_500);

    private static final String LONG = "x".repeat(9_000);

    /** As JSON. No checked field accepts any of them. */
    private static final List<String> WRONG_TYPES = List.of(
            "[]",
            "{}",
            "[[[[[]]]]]",
            "{\"$ne\":null}",
            "{\"$gt\":\"\"}",
            "[\"x\"]",
            "[null]",
            "{\"a\":{\"b\":{\"c\":[1]}}}");

    private static final List<String> WRONG_TEXTS = List.of(
            "\"\\ud800\"", "\"\\udc00x\"", "\"x\\ud83d\"", "\"a\\u0000b\"", "\"\\u0000\"", "\"\"", "\" \\n\\t \"");

    private static final List<String> ODD_TEXTS = List.of(
            "\"x\"",
            "\"-\"",
            "\"0\"",
            "\"\\u202e\\u200b\"",
            "\"👩‍👩‍👧‍👦\"",
            "\"ﷺ\"",
            "\"'; db.dropDatabase(); //\"",
            "\"{\\\"$where\\\":\\\"1\\\"}\"",
            "\"../../etc/passwd\"",
            "\"<script>alert(1)</script>\"",
            "\"${jndi:ldap://x}\"",
            "\"__proto__\"",
            "\"constructor\"",
            "\"" + LONG + "\"",
            "\"" + "é".repeat(5_000) + "\"");

    private static final List<String> NUMBERS = List.of(
            "-1",
            "-0",
            "0",
            "1",
            "1.5",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1" + "0".repeat(60),
            "1" + "0".repeat(100),
            "0x10",
            "NaN",
            "Infinity");

    private static final List<String> OTHERS = List.of("true", "false", "\"true\"", "\"1\"", "\"-1\"", "\"1e3\"");

    @Autowired
    private EventTable eventTable;

    @Autowired
    private MongoOperations mongo;

    private static Account owner;
    private static GuestChat chat;
    private ChatClient client;

    static Stream<EventCatalog> events() {
        return EventCatalog.ALL.stream().filter(event -> !event.fields().isEmpty());
    }

    @BeforeEach
    void openChat() {
        if (owner == null) {
            owner = newOwner();
        }
        chat = newChat(owner);
        client = connect();
        client.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
    }

    @Test
    void the_catalog_is_complete() {
        EventCatalog.requireComplete(eventTable);
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_wrong_value_in_one_field_is_refused(EventCatalog event) {
        Map<String, Long> before = stored();
        for (Field field : event.fields()) {
            for (String value : wrong(field)) {
                Map<String, String> payload = right(event);
                payload.put(field.name(), value);

                JsonNode reply = client.askFor(event.event(), json(payload));

                assertThat(reply.path("statusCode").asInt())
                        .as("%s %s -> %s", event, shortened(json(payload)), reply)
                        .isBetween(400, 499);
                requireClear(reply);
            }
        }
        requireStill(before);
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_missing_field_is_invalid(EventCatalog event) {
        Map<String, Long> before = stored();
        for (Field field : event.fields()) {
            for (String absent : new String[] {null, "null"}) {
                if (!field.required()) {
                    continue;
                }
                Map<String, String> payload = right(event);
                if (absent == null) {
                    payload.remove(field.name());
                } else {
                    payload.put(field.name(), absent);
                }

                JsonNode reply = client.askFor(event.event(), json(payload));

                assertThat(reply.get("code").asString())
                        .as("%s without %s", event, field)
                        .isEqualTo("INVALID");
            }
        }
        requireStill(before);
    }

    @Test
    void random_mixtures_get_one_reply_each() {
        Random random = new Random(SEED);
        // Not those with which an owner ends the chat: all that follow would be NOT_FOUND.
        List<EventCatalog> events = events().filter(event -> event.sender() != EventCatalog.Sender.ITS_OWNER)
                .toList();
        for (int i = 0; i < MIXTURES; i++) {
            EventCatalog event = events.get(random.nextInt(events.size()));
            Map<String, String> payload = right(event);
            int changes = 1 + random.nextInt(3);
            for (int j = 0; j < changes; j++) {
                payload.put(fieldName(event, random), value(random));
            }
            String json = random.nextInt(20) == 0 ? broken(json(payload), random) : json(payload);
            String why = "seed " + SEED + ": " + event + " " + shortened(json);

            long messages = messages();
            JsonNode reply = client.askFor(event.event(), json);

            int statusCode = reply.path("statusCode").asInt(200);
            assertThat(statusCode).as("%s -> %s", why, reply).isLessThan(500);
            if (statusCode != 200) {
                requireClear(reply);
                assertThat(messages()).as(why).isEqualTo(messages);
            }
        }
        assertThat(client.ask("checkConnection").asString()).isEqualTo("connected");
    }

    private static Map<String, String> right(EventCatalog event) {
        Map<String, String> payload = new LinkedHashMap<>();
        boolean byGuest =
                event.sender() == EventCatalog.Sender.MEMBERS || event.sender() == EventCatalog.Sender.ITS_GUEST;
        String token = byGuest ? chat.token() : owner.token();
        for (Field field : event.fields()) {
            if (field.required() || field.kind() == Field.Kind.TOKEN) {
                payload.put(
                        field.name(),
                        switch (field.kind()) {
                            case CHAT_ID -> "\"" + chat.id() + "\"";
                            case TOKEN -> "\"" + token + "\"";
                            case TEXT -> "\"hello\"";
                            case COUNT -> "1";
                            case EMAIL -> "\"g@example.com\"";
                            case NAME -> "\"Guest\"";
                            case DOMAIN -> "\"" + owner.domain() + "\"";
                            case RATING -> "\"good\"";
                            default -> throw new AssertionError(field);
                        });
            }
        }
        return payload;
    }

    /** The values that a field must refuse. */
    private static List<String> wrong(Field field) {
        List<String> wrong = new ArrayList<>(WRONG_TYPES);
        switch (field.kind()) {
            case CHAT_ID, UUID, TOKEN, CURSOR, RATING -> {
                wrong.addAll(List.of("1", "1.5", "true"));
                wrong.addAll(WRONG_TEXTS);
                wrong.addAll(ODD_TEXTS);
            }
            case TEXT, COMMENT -> {
                wrong.addAll(List.of("1", "1.5", "true", "\"" + LONG + "\"", "\"" + "é".repeat(5_000) + "\""));
                wrong.addAll(WRONG_TEXTS);
            }
            case EMAIL, DOMAIN -> {
                wrong.addAll(List.of("1", "true", "\"" + LONG + "\"", "\"a b\"", "\"@\"", "\"<script>\""));
                wrong.addAll(WRONG_TEXTS);
            }
            case NAME -> {
                wrong.addAll(List.of("1", "true", "\"" + LONG + "\"", "\"a\\nb\""));
                wrong.addAll(WRONG_TEXTS);
            }
            case NOTE -> wrong.addAll(List.of("1", "true", "\"\\ud800\"", "\"a\\u0000b\""));
            case COUNT -> {
                wrong.addAll(List.of("-1", "1.5", "true", "1e400", "1" + "0".repeat(100), "\"x\"", "\"\"", "\"1.5\""));
                wrong.addAll(List.of("NaN", "Infinity", "0x10", "\"" + "9".repeat(65) + "\""));
            }
            case BOOLEAN -> wrong.addAll(List.of("0", "1", "\"yes\"", "\"\"", "1.5"));
            default -> throw new AssertionError(field);
        }
        return wrong;
    }

    private static String fieldName(EventCatalog event, Random random) {
        List<Field> fields = event.fields();
        return random.nextInt(10) == 0
                ? List.of("$where", "_id", "__proto__", "", "a.b", "owner", "role")
                        .get(random.nextInt(7))
                : fields.get(random.nextInt(fields.size())).name();
    }

    private static String value(Random random) {
        List<List<String>> all = List.of(WRONG_TYPES, WRONG_TEXTS, ODD_TEXTS, NUMBERS, OTHERS);
        List<String> some = all.get(random.nextInt(all.size()));
        if (random.nextInt(10) == 0) {
            int depth = 1 + random.nextInt(200);
            return "[".repeat(depth) + "]".repeat(depth);
        }
        return some.get(random.nextInt(some.size()));
    }

    private static String broken(String json, Random random) {
        return json.substring(0, 1 + random.nextInt(json.length() - 1));
    }

    private static String json(Map<String, String> payload) {
        List<String> fields = new ArrayList<>();
        payload.forEach((name, value) -> fields.add("\"" + name + "\":" + value));
        return "{" + String.join(",", fields) + "}";
    }

    private static void requireClear(JsonNode reply) {
        assertThat(reply.get("status").asString()).isEqualTo("error");
        assertThat(reply.get("data").asString()).isNotBlank().hasSizeLessThan(300);
        assertThat(reply.toString()).doesNotContain("Exception", "dev.porchlight", "java.", "at org.");
    }

    private Map<String, Long> stored() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String collection : Set.of("chats", "guests", "messages", "owners")) {
            counts.put(collection, mongo.count(new Query(), collection));
        }
        return counts;
    }

    private void requireStill(Map<String, Long> before) {
        assertThat(stored()).isEqualTo(before);
        // A client's requests are served in order: a second reply would come before this one's.
        assertThat(client.ask("checkConnection").asString()).isEqualTo("connected");
        assertThat(client.takePushesBesidePresence())
                .as("one reply each, and no push")
                .isEmpty();
    }

    /** Of the one chat under test, since other tests fill the same store. */
    private long messages() {
        return mongo.count(query(where("chatId").is(new ObjectId(chat.id()))), "messages");
    }

    private static String shortened(String json) {
        return json.length() > 300 ? json.substring(0, 300) + "…" : json;
    }
}
