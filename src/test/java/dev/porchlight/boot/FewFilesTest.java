package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Programs;
import dev.porchlight.testing.Rest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A process that may open few files, as systemd or a shell limits them, and is asked to stop by a terminal that closes. */
class FewFilesTest {

    private static final int MANY = 500;

    @TempDir
    Path folder;

    @Test
    void connections_leave_files_to_the_store_and_an_end_by_sighup_is_orderly() throws Exception {
        Programs.require(Programs.succeeds("bash", "-c", "ulimit -n 512"), "No shell that limits files");
        ForkedApplication few =
                ForkedApplication.startBy(List.of("bash", "-c", "ulimit -n 512; exec \"$0\" \"$@\""), folder);
        List<Socket> crowd = new ArrayList<>();
        try {
            Rest rest = new Rest(few.restPort());
            rest.post(
                    "/owner/register",
                    rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
            try (ChatClient client = ChatClient.connect(few.socketPort())) {
                JsonNode chat =
                        client.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
                for (int i = 0; i < MANY; i++) {
                    crowd.add(new Socket("127.0.0.1", few.socketPort()));
                }
                await().untilAsserted(() -> assertThat(readiness(rest)).isEqualTo(503));
                assertThat(client.say(chat, "Is there room?").get("statusCode").asInt())
                        .isEqualTo(200);

                closeAll(crowd);
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(readiness(rest)).isEqualTo(200));
                try (ChatClient another = ChatClient.connect(few.socketPort())) {
                    assertThat(another.ask("checkConnection").asString()).isEqualTo("connected");
                }
            }
            assertThat(few.output().lines().filter(line -> !line.contains(" INFO ")))
                    .singleElement()
                    .asString()
                    .contains("file descriptors are in use");

            assertThat(Programs.succeeds("kill", "-HUP", String.valueOf(few.pid())))
                    .isTrue();
            assertThat(few.awaitExit(Duration.ofSeconds(20))).isEqualTo(128 + 1);
            assertThat(few.output()).contains("Porchlight is stopping").endsWith("Porchlight has stopped.\n");
        } finally {
            closeAll(crowd);
            few.kill();
        }
    }

    private static int readiness(Rest rest) {
        return rest.get("/actuator/health/readiness").status();
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
