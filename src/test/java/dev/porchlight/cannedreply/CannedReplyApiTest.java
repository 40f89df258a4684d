package dev.porchlight.cannedreply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Rest.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CannedReplyApiTest extends ApplicationTest {

    @Test
    void an_owner_reads_and_replaces_replies_in_their_order() {
        Account owner = newOwner();
        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo("{\"replies\":[]}");
        String replies = "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"Hello, how can I help?\"},"
                + "{\"shortcut\":\"Öffnungs-zeit_2\",\"text\":\"Mo–Fr\\n9–17\"}]}";

        assertThat(ask("PUT", owner, replies).body().get("data").toString()).isEqualTo(replies);

        assertThat(ask("GET", owner, "").body().get("data").toString()).isEqualTo(replies);
        assertThat(ask("GET", newOwner(), "").body().get("data").get("replies")).isEmpty();
        assertThat(ask("PUT", owner, "{\"replies\":[]}").body().get("data").get("replies"))
                .isEmpty();
        assertThat(ask("GET", owner, "").body().get("data").get("replies")).isEmpty();
    }

    @Test
    void at_most_100_replies_are_kept() {
        Account owner = newOwner();

        assertThat(ask("PUT", owner, many(100)).status()).isEqualTo(200);
        Reply tooMany = ask("PUT", owner, many(101));

        assertThat(tooMany.body().get("data").asString()).isEqualTo("replies has room for 100.");
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(ask("GET", owner, "").body().get("data").get("replies")).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"replies\":null}",
                "{\"replies\":{}}",
                "{\"replies\":[null]}",
                "{\"replies\":[\"hi\"]}",
                "{\"replies\":[{}]}",
                "{\"replies\":[{\"shortcut\":\"hi\"}]}",
                "{\"replies\":[{\"text\":\"Hello\"}]}",
                "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\" \\n \"}]}",
                "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"a\\u0000\"}]}",
                "{\"replies\":[{\"shortcut\":\"hi\",\"text\":5}]}",
                "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"LONG\"}]}",
                "{\"replies\":[{\"shortcut\":\"\",\"text\":\"Hello\"}]}",
                "{\"replies\":[{\"shortcut\":\"two words\",\"text\":\"Hello\"}]}",
                "{\"replies\":[{\"shortcut\":\"/hi\",\"text\":\"Hello\"}]}",
                "{\"replies\":[{\"shortcut\":\"abcdefghijklmnopqrstuvwxyzabcdefg\",\"text\":\"Hello\"}]}",
                "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"A\"},{\"shortcut\":\"HI\",\"text\":\"B\"}]}",
            })
    void invalid_replies_are_rejected(String body) {
        Account owner = newOwner();
        Reply reply = ask("PUT", owner, body.replace("LONG", "x".repeat(2001)));

        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(400);
        assertThat(reply.body().get("code").asString()).isEqualTo("INVALID");
        assertThat(ask("GET", owner, "").body().get("data").get("replies")).isEmpty();
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"shortcut\":\"r" + i + "\",\"text\":\"x\"}")
                .collect(Collectors.joining(",", "{\"replies\":[", "]}"));
    }

    private Reply ask(String method, Account owner, String body) {
        return rest().send(
                        method, "/owner/replies", "application/json", body, "Authorization", "Bearer " + owner.token());
    }
}
