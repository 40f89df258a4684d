package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The meters of the socket server. */
class MetersTest extends OwnerConnectionTest {

    @Autowired
    private MeterRegistry registry;

    @Test
    void requests_by_event_and_outcome() {
        GuestChat chat = newChat(owner);
        double sent = requests("newMessage", "OK");
        double refused = requests("newMessage", "INVALID");
        double unknown = requests("unknown", "NOT_FOUND");
        long handled = registry.get("porchlight.socket.handler")
                .tag("event", "getNewChat")
                .timer()
                .count();

        chat.say("hello");
        chat.say("again");
        chat.say("");
        chat.client().ask("no such event");
        newChat(owner);

        assertThat(requests("newMessage", "OK")).isEqualTo(sent + 2);
        assertThat(requests("newMessage", "INVALID")).isEqualTo(refused + 1);
        assertThat(requests("unknown", "NOT_FOUND")).isEqualTo(unknown + 1);
        Timer timer = registry.get("porchlight.socket.handler")
                .tag("event", "getNewChat")
                .timer();
        assertThat(timer.count()).isEqualTo(handled + 1);
        assertThat(registry.find("porchlight.socket.requests")
                        .tag("event", "no such event")
                        .counter())
                .isNull();
    }

    @Test
    void connections_and_why_they_closed() {
        // Once more if clients of the test before leave meanwhile.
        await().untilAsserted(() -> {
            double before = webSockets();
            connect();
            connect();
            assertThat(webSockets()).isEqualTo(before + 2);
        });
        double left = closed("left");
        double violations = closed("violation");
        ChatClient polite = connect();
        ChatClient rude = connect();

        polite.engine().send("1");
        rude.engine().send("9");

        await().untilAsserted(() -> assertThat(closed("left")).isEqualTo(left + 1));
        await().untilAsserted(() -> assertThat(closed("violation")).isEqualTo(violations + 1));
        assertThat(registry.get("porchlight.socket.rejected")
                        .tag("rule", "a packet type that clients do not send")
                        .counter()
                        .count())
                .isPositive();
        for (String queue : List.of("pending", "inbound", "requests.waiting")) {
            await().untilAsserted(() ->
                    assertThat(gauge("porchlight.socket." + queue)).isZero());
        }
        assertThat(gauge("porchlight.socket.executor.pool.max", "name", "requests"))
                .isEqualTo(64);
    }

    private double webSockets() {
        return gauge("porchlight.socket.connections", "transport", "websocket", "version", "4");
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double closed(String reason) {
        Counter counter =
                registry.find("porchlight.socket.closed").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private double requests(String event, String outcome) {
        Counter counter = registry.find("porchlight.socket.requests")
                .tags("event", event, "outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
