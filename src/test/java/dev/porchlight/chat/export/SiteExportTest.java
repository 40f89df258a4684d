package dev.porchlight.chat.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.StoredMessages;
import dev.porchlight.testing.ThreadPerTask;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The export has everything of a site. */
@Tag("store")
class SiteExportTest extends ApplicationTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private MongoOperations mongo;

    private Account owner;

    @BeforeEach
    void register() {
        owner = newOwner();
    }

    @Test
    void the_export_has_everything_of_the_site_and_no_secret() throws Exception {
        put("/owner/widget", "{\"name\":\"Lamps\",\"ask\":{\"name\":\"optional\",\"email\":\"optional\"}}");
        put("/owner/replies", "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"Hello!\"}]}");
        GuestChat first = newChat(owner);
        first.client().ask("rateChat", "chatId", first.id(), "rating", "bad", "comment", "slow");
        JsonNode opened = connect().ask("getNewChat", "domain", owner.domain(), "device", "Firefox on Android");
        String second = opened.get("chatId").asString();
        first.say("hello, grüezi 你好");
        connect().ask("newMessage", "chatId", first.id(), "token", owner.token(), "message", "hi");
        connect()
                .ask(
                        "newMessage",
                        "chatId",
                        second,
                        "token",
                        opened.get("guestToken").asString(),
                        "message",
                        "is\nanybody there?");
        GuestChat deleted = newChat(owner);
        deleted.say("deleted");
        connect().ask("deleteChat", "chatId", deleted.id(), "token", owner.token());
        newChat(newOwner()).say("of another site");

        HttpResponse<String> response = export(owner.token());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"porchlight-" + owner.domain() + "-\\d{4}-\\d\\d-\\d\\d\\.ndjson\"");
        assertThat(response.body())
                .doesNotContain(owner.token(), first.token(), "passwordHash", "of another site", deleted.id());
        List<JsonNode> lines = lines(response.body());
        assertThat(lines.stream().map(line -> line.get("type").asString()))
                .containsExactly(
                        "account", "site", "widget", "reply", "guest", "guest", "chat", "message", "message", "chat",
                        "message", "end");
        assertThat(lines.get(0).get("email").asString()).isEqualTo(owner.email());
        assertThat(lines.get(0).propertyNames()).containsExactly("type", "_id", "email", "domain", "createdAt");
        assertThat(lines.get(1).get("locked").asBoolean()).isFalse();
        assertThat(lines.get(4).get("_id").asString()).isEqualTo(first.guestId());
        assertThat(lines.get(4).get("email").asString()).isEqualTo("guest@example.com");
        assertThat(lines.get(2).get("name").asString()).isEqualTo("Lamps");
        assertThat(lines.get(2).propertyNames())
                .containsExactly("type", "name", "greeting", "away", "ask", "hours", "colour", "position", "locale");
        assertThat(lines.get(3).toString()).isEqualTo("{\"type\":\"reply\",\"shortcut\":\"hi\",\"text\":\"Hello!\"}");
        assertThat(lines.get(5).propertyNames()).containsExactly("type", "_id", "domain", "verified", "createdAt");
        assertThat(lines.get(6).get("rating").get("value").asString()).isEqualTo("bad");
        assertThat(lines.get(6).get("rating").get("comment").asString()).isEqualTo("slow");
        assertThat(lines.get(9).get("device").asString()).isEqualTo("Firefox on Android");
        assertThat(lines.get(6).get("_id").asString()).isEqualTo(first.id());
        assertThat(lines.get(6).get("guestId").asString()).isEqualTo(first.guestId());
        assertThat(lines.get(6).get("status").asString()).isEqualTo("active");
        assertThat(lines.get(7).get("message").asString()).isEqualTo("hello, grüezi 你好");
        assertThat(lines.get(7).get("seq").asInt()).isEqualTo(1);
        assertThat(lines.get(7).get("sentAt").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(lines.get(8).get("role").asString()).isEqualTo("owner");
        assertThat(lines.get(10).get("message").asString()).isEqualTo("is\nanybody there?");
        assertThat(lines.get(11).get("counts").toString())
                .isEqualTo("{\"account\":1,\"site\":1,\"widget\":1,\"reply\":1,\"guest\":2,\"chat\":2,\"message\":3}");
    }

    @Test
    void pages_join_without_a_gap_while_others_write() throws Exception {
        GuestChat lengthy = newChat(owner);
        fill(lengthy, 450, "x");
        GuestChat busy = newChat(owner);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    while (!done.get()) {
                        busy.say("more");
                    }
                },
                new ThreadPerTask());
        try {
            for (int round = 0; round < 3; round++) {
                List<JsonNode> lines = lines(export(owner.token()).body());
                assertThat(lines.get(lines.size() - 1).get("type").asString()).isEqualTo("end");
                assertThat(lines.get(lines.size() - 1)
                                .get("counts")
                                .get("message")
                                .asInt())
                        .isEqualTo(lines.size() - 8);
                assertThat(seqs(lines, lengthy.id()))
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, 450).boxed().toList());
                List<Integer> seqs = seqs(lines, busy.id());
                assertThat(seqs)
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, seqs.size()).boxed().toList());
            }
        } finally {
            done.set(true);
            writer.get();
        }
    }

    @Test
    void only_an_owner_s_token_in_the_header_is_accepted() throws Exception {
        String guest = newChat(owner).token();

        assertThat(export("nonsense").statusCode()).isEqualTo(401);
        assertThat(export(guest).statusCode()).isEqualTo(403);
        assertThat(rest().get("/owner/export").status()).isEqualTo(401);
        assertThat(rest().get("/owner/export?token=" + owner.token()).status()).isEqualTo(401);
    }

    @Test
    void a_slow_consumer_is_cut_off() throws Exception {
        fill(newChat(owner), 3_000, "x".repeat(8_000));
        try (Socket stalled = new Socket()) {
            stalled.setReceiveBufferSize(16 * 1024);
            stalled.connect(new InetSocketAddress("localhost", port));
            stalled.getOutputStream()
                    .write(("GET /owner/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + owner.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> stalled.getInputStream().available() > 0);

            HttpResponse<String> busy = export(owner.token());
            assertThat(busy.statusCode()).isEqualTo(429);
            assertThat(busy.headers().firstValue("Retry-After")).hasValue("60");
            assertThat(JSON.readTree(busy.body()).get("code").asString()).isEqualTo("RATE_LIMITED");
            assertThat(export(newOwner().token()).statusCode()).isEqualTo(200);

            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> export(owner.token()).statusCode() == 200);
        }
    }

    private void fill(GuestChat chat, int messages, String text) {
        StoredMessages.insert(mongo, chat.id(), chat.guestId(), messages, text);
    }

    private HttpResponse<String> export(String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/owner/export"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<JsonNode> lines(String body) {
        return body.lines().map(JSON::readTree).toList();
    }

    private void put(String path, String body) {
        assertThat(rest().send("PUT", path, "application/json", body, "Authorization", "Bearer " + owner.token())
                        .status())
                .isEqualTo(200);
    }

    private static List<Integer> seqs(List<JsonNode> lines, String chatId) {
        return lines.stream()
                .filter(line -> line.get("type").asString().equals("message")
                        && line.get("chatId").asString().equals(chatId))
                .map(line -> line.get("seq").asInt())
                .toList();
    }
}
