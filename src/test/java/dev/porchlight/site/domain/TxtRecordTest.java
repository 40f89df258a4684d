package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.validation.Domain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a name server that knows one name. */
class TxtRecordTest {

    private static final Domain DOMAIN = new Domain("shop.example");

    private final List<String> records = new CopyOnWriteArrayList<>();
    private final List<String> queried = new CopyOnWriteArrayList<>();
    private DatagramSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::answer);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void finds_the_value_among_other_records() throws IOException {
        records.addAll(List.of("v=spf1 -all", "porchlight=abc-_123", "porchlight=of-an-earlier-one"));

        assertThat(findChallenge("abc-_123")).isTrue();
        assertThat(findChallenge("abc")).isFalse();
        assertThat(queried).contains("_porchlight-challenge.shop.example");
    }

    @Test
    void no_such_name_is_no_proof() {
        assertThatThrownBy(() -> findChallenge("abc")).isInstanceOf(IOException.class);
    }

    private boolean findChallenge(String challenge) throws IOException {
        return new TxtRecord("dns://127.0.0.1:" + server.getLocalPort()).findChallenge(DOMAIN, challenge);
    }

    private void answer() {
        byte[] buffer = new byte[512];
        while (!server.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                byte[] reply = reply(buffer);
                server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** RFC 1035, section 4.1. */
    private byte[] reply(byte[] query) {
        int end = 12;
        StringBuilder name = new StringBuilder();
        for (; query[end] != 0; end += query[end] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII));
        }
        queried.add(name.toString());
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.write(query, 0, 2);
        reply.writeBytes(new byte[] {(byte) 0x85, (byte) (records.isEmpty() ? 0x83 : 0x80), 0, 1});
        reply.writeBytes(new byte[] {0, (byte) records.size(), 0, 0, 0, 0});
        reply.write(query, 12, end + 5 - 12);
        for (String text : records) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            reply.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, (byte) (bytes.length + 1)});
            reply.write(bytes.length);
            reply.writeBytes(bytes);
        }
        return reply.toByteArray();
    }
}
