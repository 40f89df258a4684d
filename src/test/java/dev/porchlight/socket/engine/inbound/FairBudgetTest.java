package dev.porchlight.socket.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over the budget, whoever holds most is closed first, also behind a proxy that names its clients. */
@Timeout(60)
class FairBudgetTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int LIMIT = 600 * 1024;

    private final EchoServer server =
            EchoServer.start(EngineSettings.defaults().withMaxInboundBytes(LIMIT), new BehindProxy());

    @AfterEach
    void stop() {
        server.close();
    }

    /** The honest one's body is the largest, but the other client has three. */
    @Test
    void a_client_behind_a_proxy_does_not_take_the_share_of_another() throws IOException {
        try (EngineClient honest = EngineClient.connect(server.port(), Transport.POLLING, 4);
                Socket honestPost = startPost(honest, "192.0.2.1", 150_000);
                Socket first = startAttack();
                Socket second = startAttack();
                Socket third = startAttack()) {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(server.rejections).containsExactly("waiting bytes over the budget"));
            await().atMost(SOON).until(() -> server.inboundBytes() < LIMIT);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(Stream.of(first, second, third).filter(FairBudgetTest::isClosed))
                                    .hasSize(1));

            send(honestPost, "x\"]");
            assertThat(new String(honestPost.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private Socket startAttack() throws IOException {
        return startPost(EngineClient.open(server.port(), Transport.POLLING, 4), "192.0.2.2", 70_000);
    }

    /** Events, all but the last three bytes. */
    private Socket startPost(EngineClient client, String address, int length) throws IOException {
        String event = "42[\"echo\",\"" + "x".repeat(30_000) + "\"]\u001e";
        String packets = event.repeat(length / event.length()) + "42[\"echo\",\"";
        packets += "x".repeat(length - packets.length());
        Socket socket = new Socket("localhost", server.port());
        socket.setSoTimeout((int) SOON.toMillis());
        long before = server.inboundBytes();
        send(
                socket,
                RawHttp.head(
                                "POST",
                                "/socket.io/?EIO=4&transport=polling&sid=" + client.sid(),
                                "X-Forwarded-For: " + address,
                                "Connection: close",
                                "Content-Length: " + (length + 3))
                        + packets);
        await().atMost(SOON).until(() -> server.inboundBytes() >= before + length || !server.rejections.isEmpty());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(200);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Every peer is a proxy. */
    private static final class BehindProxy implements ClientAddresses {

        @Override
        public InetAddress resolve(InetAddress peer, HttpHeaders headers) {
            return peer;
        }

        @Override
        public @Nullable LimitKey connectionLimitKey(InetAddress peer) {
            return null;
        }

        @Override
        public @Nullable LimitKey sessionLimitKey(InetAddress client, HttpHeaders headers) {
            String named = headers.get("X-Forwarded-For");
            return named == null ? null : LimitKey.of(named);
        }
    }
}
