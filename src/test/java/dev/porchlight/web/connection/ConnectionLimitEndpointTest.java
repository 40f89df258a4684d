package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.RawHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small Tomcat: 10 threads, 40 connections, 10 of them for an address. */
class ConnectionLimitEndpointTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();
    private final Tomcat tomcat = new Tomcat();

    @TempDir
    private Path folder;

    private int port;

    @BeforeEach
    void start() throws Exception {
        ConnectionLimitProtocol protocol = new ConnectionLimitProtocol();
        protocol.setMaxConnections(40);
        protocol.setMaxThreads(10);
        protocol.setConnectionTimeout(10_000);
        // The kernel then asks for more often enough to see how slow a reader is.
        protocol.setProperty("socket.txBufSize", "16384");
        protocol.limitConnections(peer -> true, 10, new Rejections(meters));
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "answers", new Answers());
        context.addServletMappingDecoded("/", "answers");
        tomcat.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    /** Both addresses have enough connections for all threads. */
    @Test
    void answers_that_are_not_read_hold_few_threads() throws IOException {
        for (int i = 0; i < 20; i++) {
            ask(connect("127.0.0." + (2 + i % 2)), "/large");
        }
        await().untilAsserted(
                        () -> assertThat(rejected("slow readers of an address")).isEqualTo(12));

        assertAnswered("127.0.0.4", Duration.ofSeconds(1));
    }

    @Test
    void a_reader_that_takes_little_is_cut_off() throws IOException {
        Socket socket = connect("127.0.0.2");
        ask(socket, "/large");

        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(25))
                .untilAsserted(() -> {
                    socket.getInputStream().readNBytes(1000);
                    assertThat(rejected("slow reader")).isOne();
                });
    }

    @Test
    void a_reader_that_takes_nothing_is_cut_off() throws IOException {
        ask(connect("127.0.0.2"), "/large");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rejected("slow reader")).isOne());
    }

    @Test
    void whoever_comes_is_served_when_others_hold_all_connections() throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = connect("127.0.0." + (2 + i % 5));
            if (i % 2 == 0) {
                ask(socket, "/small");
            }
        }

        for (int i = 0; i < 10; i++) {
            assertAnswered("127.0.0.9", Duration.ofSeconds(1));
        }
        assertThat(rejected("connections in all")).isGreaterThan(10);
    }

    @Test
    void a_connection_of_an_address_with_few_is_not_closed_for_others() throws IOException {
        Socket quiet = connect("127.0.0.9");
        for (int i = 0; i < 50; i++) {
            connect("127.0.0." + (2 + i % 5));
        }
        assertAnswered("127.0.0.8", Duration.ofSeconds(5));

        ask(quiet, "/small");
        assertThat(quiet.getInputStream().read()).isEqualTo('H');
    }

    private void assertAnswered(String address, Duration time) throws IOException {
        long startNanos = System.nanoTime();
        Socket honest = connect(address);
        honest.setSoTimeout(10_000);
        ask(honest, "/small");
        assertThat(honest.getInputStream().read()).isEqualTo('H');
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(time);
    }

    private double rejected(String rule) {
        return meters.counter("porchlight.rest.refused", "rule", rule).count();
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2048);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        sockets.add(socket);
        return socket;
    }

    private static void ask(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(RawHttp.head("GET", path).getBytes(StandardCharsets.US_ASCII));
    }

    private static final class Answers extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            int length = request.getRequestURI().equals("/large") ? 20_000_000 : 10;
            response.setContentLength(length);
            response.getOutputStream().write(new byte[length]);
        }
    }
}
